/**
 * Checksums of files with results, made while they are written and compared when they are read.
 * Start with {@link org.acmespark.checksum.FileSum}.
 */
package org.acmespark.checksum;

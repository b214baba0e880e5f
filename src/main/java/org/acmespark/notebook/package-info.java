/**
 * Shows runs and arrays in Jupyter notebooks.
 *
 * <p>Start with {@link org.acmespark.notebook.NotebookDisplay}, which the kernel finds as a
 * service.
 */
package org.acmespark.notebook;

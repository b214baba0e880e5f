package org.acmespark.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Markdown file, as far as it can be executed: its fenced blocks, its links, and what links to it
 * may name.
 *
 * @param links what stands in the parentheses, with the anchor
 * @param anchors of its headings, as GitHub makes them, and those that are written out
 */
record Document(Path file, List<Document.Block> blocks, List<String> links, Set<String> anchors) {
  /**
   * A fenced block.
   *
   * @param language what stands behind the fence, empty if nothing does; {@code java Name.java} or
   *     {@code python name.py} if the block is that file
   * @param line number of its first line in the file, from 1
   */
  record Block(String language, int line, String text) {
    private static final Pattern FILE = Pattern.compile("(?:java|python) (\\S+)");

    /** The name of the file that the block is; empty if it is no file. */
    Optional<String> fileName() {
      var file = FILE.matcher(language);
      return file.matches() ? Optional.of(file.group(1)) : Optional.empty();
    }
  }

  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)[^)]*\\)");
  private static final Pattern ANCHOR = Pattern.compile("<a id=\"([^\"]+)\"></a>");
  private static final String FENCE = "```";

  /** The project's own documents. */
  static List<Document> all() throws IOException {
    List<Document> documents = new ArrayList<>();
    try (Stream<Path> top = Files.list(Path.of(""));
        Stream<Path> docs = Files.walk(Path.of("docs"))) {
      for (Path file : Stream.concat(top, docs).sorted().toList()) {
        if (file.toString().endsWith(".md")) {
          documents.add(read(file));
        }
      }
    }
    return documents;
  }

  static Document read(Path file) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> links = new ArrayList<>();
    Set<String> anchors = new HashSet<>();
    Optional<String> language = Optional.empty();
    StringBuilder text = new StringBuilder();
    int number = 0;
    int first = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.startsWith(FENCE) && language.isEmpty()) {
        language = Optional.of(line.substring(FENCE.length()).strip());
        first = number + 1;
      } else if (line.startsWith(FENCE)) {
        blocks.add(new Block(language.get(), first, text.toString()));
        language = Optional.empty();
        text.setLength(0);
      } else if (language.isPresent()) {
        text.append(line).append('\n');
      } else if (line.startsWith("#")) {
        anchors.add(anchor(line));
      } else {
        ANCHOR.matcher(line).results().map(anchor -> anchor.group(1)).forEach(anchors::add);
        LINK.matcher(line).results().map((MatchResult link) -> link.group(1)).forEach(links::add);
      }
    }
    if (language.isPresent()) {
      throw new IllegalArgumentException(file + ":" + first + ": a block has no end");
    }
    return new Document(file, blocks, links, anchors);
  }

  /** Lower case, hyphens between words, no other punctuation. */
  private static String anchor(String heading) {
    return heading
        .replaceFirst("^#+ ", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  @Override
  public String toString() {
    return file.toString();
  }
}

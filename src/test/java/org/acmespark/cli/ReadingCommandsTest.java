package org.acmespark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.Hdf5Value;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify}, {@code report} and {@code consolidate}. */
class ReadingCommandsTest {
  @TempDir Path folder;
  private Path container;
  private final StringWriter results = new StringWriter();
  private final StringWriter messages = new StringWriter();

  private int acme(Object... args) {
    String[] words = new String[args.length];
    for (int k = 0; k < args.length; k++) {
      words[k] = args[k].toString();
    }
    return Acme.execute(new PrintWriter(results), new PrintWriter(messages), words);
  }

  @BeforeEach
  void writeTwoComputations() throws Exception {
    container = folder.resolve("f.h5");
    Files.createDirectory(folder.resolve("f_payload"));
    try (var links = Hdf5Writer.create(container)) {
      for (int i = 0; i < 2; i++) {
        links.link("comp_" + i, "f_payload/f_" + i + ".h5", "/");
        try (var payload = Hdf5Writer.create(folder.resolve("f_payload/f_" + i + ".h5"))) {
          payload.write("result_0", Hdf5Value.of(i));
          payload.commit();
        }
      }
      links.commit();
    }
  }

  @Test
  void verifySaysThatAllIsThere() {
    assertEquals(Acme.OK, acme("verify", container));
    assertEquals(container + ": 2 of 2 computations readable\n", results.toString());
  }

  @Test
  void reportPrintsWhereItHasWrittenThePage() throws Exception {
    Path page = folder.resolve("report.html");
    assertEquals(Acme.OK, acme("report", container), messages.toString());
    assertEquals(page + "\n", results.toString());
    assertTrue(Files.readString(page).contains("int32 ()"));
    assertEquals(Acme.OK, acme("report", folder, "--to", folder.resolve("other.html")));
    assertTrue(Files.exists(folder.resolve("other.html")));
    assertEquals(Acme.USAGE, acme("report", folder.resolve("nothing")));
  }

  @Test
  void verifyNamesWhatIsMissing() throws Exception {
    Path missing = folder.resolve("f_payload/f_1.h5");
    Files.delete(missing);
    assertEquals(Acme.SOME_FAILED, acme("verify", folder));
    assertEquals(
        """
        %s: 1 of 2 computations readable, NOT COMPLETE
        problem: computation 1: %s: is missing
        """
            .formatted(container, missing),
        results.toString());
  }

  @Test
  void verifyPrintsJson() throws Exception {
    Files.delete(folder.resolve("f_payload/f_1.h5"));
    assertEquals(Acme.SOME_FAILED, acme("verify", "--json", folder));
    JsonNode json = new ObjectMapper().readTree(results.toString());
    assertEquals(false, json.get("complete").booleanValue());
    assertEquals(1, json.get("readable").intValue());
    assertEquals(1, json.get("problems").get(0).get("first").intValue());
    assertEquals("is missing", json.get("problems").get(0).get("what").asText());
  }

  @Test
  void whatIsNoRunIsWrongUsage() throws Exception {
    Path text = Files.writeString(folder.resolve("notes.txt"), "");
    assertEquals(Acme.USAGE, acme("verify", text));
    assertEquals(Acme.USAGE, acme("verify", folder.resolve("nosuch")));
    assertEquals(Acme.USAGE, acme("consolidate", text, folder.resolve("all.h5")));
    assertEquals("", results.toString());
  }

  @Test
  void consolidatePrintsTheFileItMadeAndNeverReplacesOne() {
    Path out = folder.resolve("all.h5");
    assertEquals(Acme.OK, acme("consolidate", container, out), messages::toString);
    assertEquals(out + "\n", results.toString());
    assertEquals(Acme.USAGE, acme("consolidate", container, out));
    assertTrue(messages.toString().contains("exists"), messages::toString);
  }

  @Test
  void consolidateFailsWithTheFileThatIsMissing() throws Exception {
    Files.delete(folder.resolve("f_payload/f_1.h5"));
    Path out = folder.resolve("all.h5");
    assertEquals(Acme.INFRASTRUCTURE, acme("consolidate", container, out));
    assertTrue(messages.toString().contains("f_1.h5 is missing"), messages::toString);
    assertTrue(Files.notExists(out));
  }
}

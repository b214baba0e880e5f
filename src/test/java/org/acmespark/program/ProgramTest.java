package org.acmespark.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramTest {
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "''|exit|the command is empty",
        "nosuchprogram {x}|exit|there is no program nosuchprogram on the PATH",
        "./nosuch.sh {x}|exit|there is no program ./nosuch.sh (seen from",
        "/etc/passwd {x}|exit|there is no program /etc/passwd",
        "echo {x}|stdout:nmber|nearest to it: stdout:number",
        "echo {x}|exti|nearest to it: exit",
        "echo {x}|out.csv|none of none, exit, stdout:text",
        "echo {x}|out.npy|{out} is missing",
        "echo {x} {out}|exit|{out} is the file of the result, but the result is exit",
        "echo {x} {out}|out.h5|named with a dataset of it",
        "echo {x} {out}|out.h5:/|named with a dataset of it",
        "echo {x} {out}|out.npy:/a|datasets are in HDF5 files alone",
        "echo {x} {out}|/tmp/out.npy|as it is in {dir}",
        "echo {x} {out}|../out.npy|as it is in {dir}",
        "echo {x.csv}|exit|{name.json}, {name.npy} or {name.h5}; the text itself is written {{x.csv}}",
        "echo {index.json}|exit|{index.json} is no placeholder",
        "echo {x.npy} {out}|x.npy|would be one file",
        "echo 'a|exit|the quotation mark ' is not closed",
        "echo {x} > y|exit|means something to a shell alone"
      })
  void refusesWhatCannotBe(String command, String result, String words) {
    String text = command.equals("''") ? "" : command;
    String message =
        assertThrows(IllegalArgumentException.class, () -> Program.of(text, result, false))
            .getMessage();
    assertTrue(message.contains(words), message);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "echo {trail}|trial|0|{trail} is the place of an argument that is not given; nearest to it: trial; the text itself is written {{trail}}",
        "echo {sed}|-|0|nearest to it: seed",
        "echo {x}|x,yy|0|argument yy has no place in it; nearest to it: {x}",
        "echo hello|x|0|argument x has no place in it; it would be {x}",
        "echo {x}|-|2|it has places for 1 arguments, but 2 are given",
        "echo {x} {y}|x|1|{y} is the place of an argument that is not given",
        "echo {index}|index|0|{index} is filled by acme"
      })
  void namesThatDoNotAgreeAreRefusedWithTheNearest(
      String command, String names, int positional, String words) {
    Program program = Program.of(command, "stdout:text", false);
    List<String> given = names == null ? List.of() : Arrays.asList(names.split(","));
    String message =
        assertThrows(IllegalArgumentException.class, () -> program.requireGiven(given, positional))
            .getMessage();
    assertTrue(message.contains(words), message);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {"/bin/echo {x}|echo", "sh run-it.sh|sh", "/bin/sh -c true|sh", "{x} y|command"})
  void isNamedAsItsFileWithoutTheEnding(String command, String name) {
    assertEquals(name, Program.of(command, "exit", false).function("/", 1).name());
  }

  @Test
  void otherBracesAreText() {
    Template template = Template.of("a {} {{x}} ${y} {print $1} {1} {z}");
    assertEquals(List.of(new Template.Hole("z", "")), template.holes());
    assertEquals("a {} {x} ${y} {print $1} {1} ", ((Template.Text) joined(template).get()).text());
  }

  private static Optional<Template.Piece> joined(Template template) {
    var text = new StringBuilder();
    for (Template.Piece piece : template.pieces()) {
      if (piece instanceof Template.Text plain) {
        text.append(plain.text());
      }
    }
    return Optional.of(new Template.Text(text.toString()));
  }

  @Test
  void theDigestIsOfCommandResultAndShell() {
    String digest = Program.of("echo {x}", "exit", false).digest();
    assertEquals(64, digest.length());
    assertEquals(digest, Program.of("echo {x}", "exit", false).digest());
    for (Program other :
        List.of(
            Program.of("echo {x} ", "exit", false),
            Program.of("echo {x}", "none", false),
            Program.of("echo {x}", "exit", true))) {
      assertTrue(!digest.equals(other.digest()));
    }
  }
}

package org.acmespark.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Converts JSON to Java values: Integer, Long, BigInteger, Double, Boolean, String, List, Map.
 *
 * <p>Numbers may also have the forms {@code .5}, {@code 5.}, {@code +5}, {@code NaN} and {@code
 * Infinity}. Inside lists they may also have the forms of Python and numpy. Null is valid for every
 * parameter whose type is not primitive.
 */
final class JsonValues {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS)
          .enable(JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS)
          .enable(JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // The default message names the parser's own options, which mean nothing to a user.
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private JsonValues() {}

  /** Returns the value of {@code text}; empty if the text is a bare word and not JSON. */
  static Optional<Object> parse(String text) {
    try (JsonParser parser = JSON.createParser(NumpyNumbers.inJson(text))) {
      return Optional.of(document(parser));
    } catch (JsonProcessingException e) {
      if (text.isEmpty() || "[{\"".indexOf(text.charAt(0)) < 0) {
        return Optional.empty();
      }
      throw refusal("'" + text + "'", e);
    } catch (IOException e) {
      throw new IllegalStateException("text in memory cannot fail to be read", e);
    }
  }

  /** Reads the single value in a file. */
  static Object read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "@" + file + ": there is no such file (seen from " + Path.of("").toAbsolutePath() + ")");
    }
    try (JsonParser parser = JSON.createParser(file.toFile())) {
      return document(parser);
    } catch (JsonProcessingException e) {
      throw refusal("@" + file, e);
    } catch (IOException e) {
      throw new IllegalArgumentException("@" + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static IllegalArgumentException refusal(String what, JsonProcessingException e) {
    var where = e.getLocation();
    return new IllegalArgumentException(
        "%s is not valid JSON at line %s, column %s: %s"
                .formatted(what, where.getLineNr(), where.getColumnNr(), inOurWords(e))
            + hint(what),
        e);
  }

  /** Returns Jackson's message without the start location, which names the parser's source. */
  private static String inOurWords(JsonProcessingException e) {
    return e.getOriginalMessage().replaceAll("\\s*\\(?(start marker )?at \\[Source:.*", "");
  }

  /** Explains what the shell does to an argument without quotation marks. */
  private static String hint(String what) {
    String advice = "; the shell splits and expands what is not quoted: write '%s'";
    if (what.startsWith("'[") && what.indexOf(']') < 0) {
      return advice.formatted("[1, 2]");
    }
    return what.startsWith("'{") && what.indexOf(':') < 0
        ? "; a list is written '[1,2]', an object '{\"name\": 1}'"
        : "";
  }

  private static Object document(JsonParser parser) throws IOException {
    Object value = value(parser, parser.nextToken());
    if (parser.nextToken() != null) {
      throw new JsonParseException(
          parser, "something follows the value", parser.currentTokenLocation());
    }
    return value;
  }

  private static Object value(JsonParser parser, JsonToken token) throws IOException {
    if (token == null) {
      throw new JsonParseException(parser, "there is no value");
    }
    return switch (token) {
      case START_ARRAY -> list(parser);
      case START_OBJECT -> map(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT -> parser.getNumberValue();
      case VALUE_NUMBER_FLOAT -> decimal(parser);
      case VALUE_NULL -> null;
      default -> throw new JsonParseException(parser, "unexpected " + parser.getText());
    };
  }

  private static Double decimal(JsonParser parser) throws IOException {
    double value = parser.getDoubleValue();
    if (Double.isInfinite(value) && Character.isDigit(lastCharacter(parser.getText()))) {
      throw new IllegalArgumentException(
          parser.getText() + " is too large for a double; Infinity can be written as such");
    }
    return value;
  }

  private static char lastCharacter(String text) {
    return text.charAt(text.length() - 1);
  }

  private static List<Object> list(JsonParser parser) throws IOException {
    var values = new ArrayList<Object>();
    for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
      values.add(value(parser, token));
    }
    return values;
  }

  private static Map<String, Object> map(JsonParser parser) throws IOException {
    var values = new LinkedHashMap<String, Object>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      values.put(name, value(parser, parser.nextToken()));
    }
    return values;
  }
}

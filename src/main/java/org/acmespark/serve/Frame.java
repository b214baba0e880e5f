package org.acmespark.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message between the front and this JVM: JSON with blobs of raw bytes.
 *
 * <p>A frame consists of the length of the JSON (int), the number of blobs (int), the length of
 * each blob (long), the JSON in UTF-8, and the blobs. All numbers are big-endian.
 *
 * @param message the JSON
 * @param blobs bytes that the message refers to by their index in this list
 */
record Frame(JsonNode message, List<byte[]> blobs) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Limit in bytes; input with a longer message is not a frame. */
  private static final int LONGEST_MESSAGE = 1 << 28;

  static Frame of(Map<String, ?> message, List<byte[]> blobs) {
    return new Frame(JSON.valueToTree(message), blobs);
  }

  /**
   * Reads the next frame; empty at the end of the stream.
   *
   * @throws IOException if the input is not a frame
   */
  static Optional<Frame> read(DataInputStream in) throws IOException {
    int length;
    try {
      length = in.readInt();
    } catch (EOFException e) {
      return Optional.empty();
    }
    int count = in.readInt();
    if (length < 0 || length > LONGEST_MESSAGE || count < 0) {
      throw new IOException("what comes on standard input is no frame");
    }
    long[] sizes = new long[count];
    for (int k = 0; k < count; k++) {
      sizes[k] = in.readLong();
    }
    JsonNode message = JSON.readTree(in.readNBytes(length));
    List<byte[]> blobs = new ArrayList<>();
    for (long size : sizes) {
      byte[] blob = new byte[Math.toIntExact(size)];
      in.readFully(blob);
      blobs.add(blob);
    }
    return Optional.of(new Frame(message, blobs));
  }

  void write(DataOutputStream out) throws IOException {
    byte[] text = JSON.writeValueAsBytes(message);
    out.writeInt(text.length);
    out.writeInt(blobs.size());
    for (byte[] blob : blobs) {
      out.writeLong(blob.length);
    }
    out.write(text);
    for (byte[] blob : blobs) {
      out.write(blob);
    }
    out.flush();
  }

  String text(String field) {
    return message.path(field).asText();
  }

  /** Returns a field whose value is a map of names to texts. */
  Map<String, String> texts(String field) {
    return JSON.convertValue(
        message.path(field),
        JSON.getTypeFactory()
            .constructMapType(java.util.LinkedHashMap.class, String.class, String.class));
  }

  /** Writes frames to a stream. */
  static final class Output {
    private final DataOutputStream out;

    Output(DataOutputStream out) {
      this.out = out;
    }

    synchronized void write(Map<String, ?> message, List<byte[]> blobs) {
      try {
        Frame.of(message, blobs).write(out);
      } catch (IOException e) {
        throw new UncheckedIOException("the front does not listen any more", e);
      }
    }
  }
}

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
 * A message between the front and this JVM: JSON, and beside it bytes as they are.
 *
 * <p>As bytes: the length of the JSON (int), the number of blobs (int), the length of each blob
 * (long), the JSON in UTF-8, the blobs. All numbers are big-endian.
 *
 * @param message what is said
 * @param blobs bytes that the message speaks of, by their place in this list
 */
record Frame(JsonNode message, List<byte[]> blobs) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** No message is that long: what comes is no frame. */
  private static final int LONGEST_MESSAGE = 1 << 28;

  static Frame of(Map<String, ?> message, List<byte[]> blobs) {
    return new Frame(JSON.valueToTree(message), blobs);
  }

  /**
   * The next frame; empty at the end of the stream.
   *
   * @throws IOException if what comes is no frame
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

  /** A field of texts by name. */
  Map<String, String> texts(String field) {
    return JSON.convertValue(
        message.path(field),
        JSON.getTypeFactory()
            .constructMapType(java.util.LinkedHashMap.class, String.class, String.class));
  }

  /** The other end of the stream that frames are written to. */
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

package org.acmespark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.acmespark.Judges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a browser makes of a report. */
class ReportInBrowserTest {
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome");

  @TempDir private Path directory;

  /** Returns what the browser said, with the document as it is after loading. */
  private String loaded(Path page) {
    List<String> command = new ArrayList<>(List.of(browser()));
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--enable-logging=stderr",
            "--user-data-dir=" + directory.resolve("profile"),
            "--log-net-log=" + directory.resolve("net.json"),
            "--window-size=400,800",
            "--screenshot=" + directory.resolve("page.png"),
            "--dump-dom",
            page.toUri().toString()));
    Judges.Outcome outcome = Judges.run(command);
    assertEquals(0, outcome.exitStatus(), outcome.output());
    return outcome.output();
  }

  private static String browser() {
    for (String browser : BROWSERS) {
      try {
        if (Judges.run(List.of(browser, "--version")).exitStatus() == 0) {
          return browser;
        }
      } catch (java.io.UncheckedIOException notInstalled) {
        continue;
      }
    }
    Judges.missing("chromium is not installed");
    throw new IllegalStateException("skipped");
  }

  private Path report() {
    var run = new RecordedRun(directory, 1000).computed(0, 900, 1, "node1", "1");
    run.failed(950, true, 2, "com.example.Odd", "odd").report();
    return directory.resolve("report.html");
  }

  @Test
  void showsItWithoutComplaints() throws IOException {
    String said = loaded(report());
    assertFalse(said.contains("CONSOLE"), said);
    assertTrue(said.contains("<h2>Timeline</h2>"), said);
    assertEquals(4, Pattern.compile("<svg ").matcher(said).results().count(), said);
    assertTrue(Files.size(directory.resolve("page.png")) > 5000);
    String requests = Files.readString(directory.resolve("net.json"));
    assertFalse(
        Pattern.compile("\"initiator\":\"file[^}]*\"url\":\"(?!file:|data:)")
            .matcher(requests)
            .find(),
        requests);
  }

  @Test
  void asksNobodyForAnythingWhateverTheRunContains() throws IOException {
    List<String> asked = new CopyOnWriteArrayList<>();
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server = HttpServer.create(address, 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      String place = "http://127.0.0.1:" + server.getAddress().getPort();
      String text =
          ("'\"></code></style><img src=%1$s/img><script src=%1$s/script></script><style>@import"
                  + " '%1$s/css';</style><link rel=stylesheet href=%1$s/link><iframe src=%1$s/frame>")
              .formatted(place);
      RecordedRun.hostile(directory, text).report();
      String said = loaded(directory.resolve("report.html"));
      assertFalse(said.contains("CONSOLE"), said);
      assertEquals(List.of(), asked);
    } finally {
      server.stop(0);
    }
  }
}

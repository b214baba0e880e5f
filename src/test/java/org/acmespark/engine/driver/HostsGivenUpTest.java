package org.acmespark.engine.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.WallTime;
import org.acmespark.model.AcmeException;
import org.acmespark.model.OnFailure;
import org.junit.jupiter.api.Test;

/** Hosts that cannot write results get no more computations, as long as there are others. */
class HostsGivenUpTest {
  private static final int N = 8;

  private final Scheduler scheduler =
      new Scheduler(N, OnFailure.CONTINUE, true, new WallTimes(Optional.empty()), () -> 0);
  private final List<Long> slots;

  HostsGivenUpTest() {
    scheduler.cores().present(2);
    slots = scheduler.openSlots();
  }

  private void asks(int slot, int task, String host) {
    scheduler.asks(
        new Slots.Asking(Message.Next.now(slots.get(slot), task, host, WallTime.unlimited()), 0));
  }

  /** Hands out half of all to the task that gets something, if one does. */
  private Optional<Decision.Grant> handOut() {
    return scheduler.handOut((remaining, idle) -> N / 2).stream()
        .map(decision -> (Decision.Grant) decision)
        .findFirst();
  }

  private Message.Task begins(String host) {
    Decision.Grant grant = handOut().orElseThrow();
    assertEquals(host, grant.task().next().host());
    var task = new Message.Task(grant.range().number(), grant.task().next().task());
    scheduler.begins(task, host, Optional.empty());
    return task;
  }

  @Test
  void anotherHostGetsWhatTheFirstCouldNotWrite() {
    asks(0, 1, "full");
    asks(1, 2, "good");
    Message.Task first = begins("full");
    Message.Task second = begins("good");

    assertTrue(scheduler.troubled(first, "full"));
    asks(0, 1, "full");
    assertEquals(Optional.empty(), handOut(), "it waits");
    scheduler.ends(second, 0);
    asks(1, 2, "good");
    RangeState again = handOut().orElseThrow().range();
    assertEquals(List.of(0L, 4L), List.of(again.from(), again.end()));
    asks(1, 2, "good");
    assertEquals(List.of(), scheduler.openSlots(), "all cores are taken");
  }

  /** Its executor died, and Spark has started the slot's task again on the host in trouble. */
  @Test
  void anotherHostGetsWhatASlotHasLeft() {
    asks(0, 1, "full");
    asks(1, 2, "good");
    assertTrue(scheduler.troubled(begins("full"), "full"));
    begins("good");
    asks(1, 3, "full");
    assertEquals(0, scheduler.ranges().size(), "no range is left to a task that waits");
    asks(0, 4, "good");
    begins("good");
    assertEquals(1, scheduler.ranges().size());
  }

  @Test
  void aHostThatComesLaterGoesOn() {
    asks(0, 1, "full");
    assertTrue(scheduler.troubled(begins("full"), "full"));
    assertFalse(scheduler.hosts().areLeft());
    asks(1, 2, "good");
    assertTrue(scheduler.hosts().areLeft());
    assertEquals("good", handOut().orElseThrow().task().next().host());
  }

  @Test
  void theRunWaitsForOtherHostsBeforeItFails() throws Exception {
    var trouble = new Message.Trouble(new Message.Task(0, 1), "full", true, "no space", "");
    var failures = new LinkedBlockingQueue<AcmeException>();
    var left = new AtomicBoolean();
    var soon = new Troubles(50);

    soon.settle(trouble, left::get, failures::add);
    AcmeException failure = failures.poll(1, TimeUnit.MINUTES);
    assertEquals("on host full: no space", failure.getMessage());

    var asked = new CountDownLatch(2);
    soon.settle(
        trouble,
        () -> {
          asked.countDown();
          return asked.getCount() == 0; // another host has come meanwhile
        },
        failures::add);
    assertTrue(asked.await(1, TimeUnit.MINUTES));
    assertEquals(null, failures.poll(100, TimeUnit.MILLISECONDS));
  }
}

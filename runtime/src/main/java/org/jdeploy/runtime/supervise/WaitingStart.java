package org.jdeploy.runtime.supervise;

/** A slot's process that is to start and waits for its turn among the others. */
final class WaitingStart {
  private final InstanceMachine slot;

  WaitingStart(InstanceMachine slot) {
    this.slot = slot;
  }

  /** There is one. */
  boolean isThere() {
    Life life = slot.processes().current();
    return life != null && life.isWaiting();
  }

  /** Its turn has come. */
  void admit(Turn turn) {
    Life life = slot.processes().current();
    if (life != null && life.isWaiting()) {
      forgetBlockage();
      slot.describe("starting");
      slot.socketsMayBeOpen();
      life.begin(turn);
    }
  }

  /** It goes on waiting; for what is told once. */
  void waits(String text, Turn turn) {
    Life life = slot.processes().current();
    forgetBlockage();
    if (life != null && !slot.description().equals(text)) {
      slot.describe(text);
      turn.announce("order", life.run(), slot.instance() + " " + text);
    }
  }

  /** It waits for what does not come; whether that is news. */
  boolean blocked(String text, Turn turn) {
    boolean news = !isBlocked();
    Life life = slot.processes().current();
    if (life != null) {
      waits(text, turn);
      slot.recovery().fault(new Fault(life.run(), text));
    }
    return news;
  }

  /** It waits for what does not come. */
  boolean isBlocked() {
    Life life = slot.processes().current();
    return life != null
        && life.isWaiting()
        && slot.recovery().fault().filter(fault -> fault.run().equals(life.run())).isPresent();
  }

  private void forgetBlockage() {
    if (isBlocked()) {
      slot.recovery().forgetFault();
    }
  }

  /** It is not to come any more; whether there was one. */
  boolean forget() {
    Life life = slot.processes().current();
    boolean waits = life != null && life.isWaiting();
    if (life != null && waits) {
      slot.processes().remove(life);
    }
    return waits;
  }
}

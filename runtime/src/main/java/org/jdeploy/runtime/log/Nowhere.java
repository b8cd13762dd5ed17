package org.jdeploy.runtime.log;

/** Throws output away: that of a process which was started when it still went somewhere. */
final class Nowhere implements Outlet {
  private final Peek peek;
  private final Losses losses;

  Nowhere(Peek peek, Losses losses) {
    this.peek = peek;
    this.losses = losses;
  }

  @Override
  public void prepare() {}

  @Override
  public long take(int pipe) {
    return peek.discard(pipe, Peek.AHEAD);
  }

  @Override
  public void taken() {}

  @Override
  public Losses losses() {
    return losses;
  }
}

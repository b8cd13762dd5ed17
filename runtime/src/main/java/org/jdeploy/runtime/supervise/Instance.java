package org.jdeploy.runtime.supervise;

/**
 * One of a program's places to run: {@code blogd:0}. Its slot owns log files and listening sockets;
 * processes come and go in it.
 *
 * @param slot from 0
 */
public record Instance(String program, int slot) implements Comparable<Instance> {
  public Instance {
    if (slot < 0) {
      throw new IllegalArgumentException("slot " + slot + " of " + program);
    }
  }

  @Override
  public int compareTo(Instance other) {
    int byName = program.compareTo(other.program);
    return byName != 0 ? byName : Integer.compare(slot, other.slot);
  }

  @Override
  public String toString() {
    return program + ":" + slot;
  }
}

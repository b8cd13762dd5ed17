package org.jdeploy.runtime.supervise;

/** Names one operator's request, so that its outcome can be told to whoever asked. */
public record OperationId(long number) {
  @Override
  public String toString() {
    return "op-" + number;
  }
}

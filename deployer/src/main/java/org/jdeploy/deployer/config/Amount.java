package org.jdeploy.deployer.config;

/**
 * So many, or a share: {@code 2} or {@code "25%"}.
 *
 * @param number servers, or percent from 1 to 100
 */
public record Amount(int number, boolean percent) {
  static final Amount ALL = new Amount(100, true);

  public Amount {
    if (number < 1 || (percent && number > 100)) {
      throw new IllegalArgumentException("no amount: " + number);
    }
  }

  /** Of so many; a share is rounded up, and at least one. */
  public int of(int total) {
    return percent ? Math.max(1, Math.ceilDiv(total * number, 100)) : Math.min(number, total);
  }

  @Override
  public String toString() {
    return percent ? number + "%" : String.valueOf(number);
  }
}

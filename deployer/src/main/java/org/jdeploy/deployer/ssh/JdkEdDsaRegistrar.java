package org.jdeploy.deployer.ssh;

import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.Optional;
import org.apache.sshd.common.util.security.SecurityProviderRegistrar;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.common.util.security.eddsa.generic.EdDSASupport;

/**
 * Tells the SSH library, once a process, that the JDK does Ed25519: no further library is needed.
 */
final class JdkEdDsaRegistrar implements SecurityProviderRegistrar {
  /** The name under which the library looks for an EdDSA provider. */
  private static final String NAME = SecurityUtils.EDDSA;

  static void register() {
    SecurityUtils.registerSecurityProvider(new JdkEdDsaRegistrar());
  }

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public String getProviderName() {
    return "SunEC";
  }

  @Override
  public Provider getSecurityProvider() {
    return Security.getProvider(getProviderName());
  }

  @Override
  public boolean isSupported() {
    return getSecurityProvider() != null;
  }

  @Override
  public boolean isSecurityEntitySupported(Class<?> type, String name) {
    boolean ours =
        type == KeyPairGenerator.class || type == KeyFactory.class || type == Signature.class;
    return ours && (name.equalsIgnoreCase(JdkEdDsa.ALGORITHM) || name.equalsIgnoreCase(NAME));
  }

  @Override
  public Optional<EdDSASupport<?, ?>> getEdDSASupport() {
    return Optional.of(new JdkEdDsa());
  }
}

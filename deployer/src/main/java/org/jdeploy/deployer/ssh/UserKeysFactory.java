package org.jdeploy.deployer.ssh;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.sshd.client.auth.pubkey.PublicKeyIdentity;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKey;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.signature.SignatureFactoriesManager;

/** Makes the SSH library authenticate with {@link UserKeys} and nothing else. */
final class UserKeysFactory extends UserAuthPublicKeyFactory {

  @Override
  public UserAuthPublicKey createUserAuth(ClientSession session) throws IOException {
    return new ByUserKeys(getSignatureFactories());
  }

  private static final class ByUserKeys extends UserAuthPublicKey {
    ByUserKeys(List<NamedFactory<Signature>> signatures) {
      super(signatures);
    }

    @Override
    protected Iterator<PublicKeyIdentity> createPublicKeyIterator(
        ClientSession session, SignatureFactoriesManager manager) {
      return new UserKeys(session, manager);
    }
  }
}

package org.jdeploy.deployer.ssh;

import java.net.SocketAddress;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.jdeploy.deployer.ssh.KnownHosts.Verdict;

/**
 * Lets nobody in whose host key a person has not accepted before. It asks a server for the kinds of
 * key that known_hosts has for it, and its refusals say which line to add or to look at.
 */
final class HostKeys implements ServerKeyVerifier, SessionListener {
  /** What a server is asked for when nothing is known about it, as OpenSSH does. */
  private static final List<String> PREFERENCE =
      List.of(
          "ssh-ed25519",
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp521",
          "rsa-sha2-512",
          "rsa-sha2-256");

  @Override
  public void sessionNegotiationOptionsCreated(
      Session session, Map<KexProposalOption, String> proposal) {
    Attempt attempt = Attempt.of(session);
    Endpoint endpoint = attempt.endpoint();
    Set<String> offered =
        Set.of(proposal.getOrDefault(KexProposalOption.SERVERKEYS, "").split(","));
    Set<String> wanted = new LinkedHashSet<>();
    for (String type : attempt.knownHosts().types(endpoint.knownAs(), endpoint.knownPort())) {
      wanted.addAll(
          type.equals("ssh-rsa") ? List.of("rsa-sha2-512", "rsa-sha2-256") : List.of(type));
    }
    wanted.addAll(PREFERENCE);
    wanted.retainAll(offered);
    proposal.put(KexProposalOption.SERVERKEYS, String.join(",", wanted));
  }

  @Override
  public boolean verifyServerKey(ClientSession session, SocketAddress address, PublicKey key) {
    Attempt attempt = Attempt.of(session);
    Endpoint endpoint = attempt.endpoint();
    String[] entry = PublicKeyEntry.toString(key).split(" ");
    Verdict verdict =
        attempt.knownHosts().judge(endpoint.knownAs(), endpoint.knownPort(), entry[0], entry[1]);
    String print = KeyUtils.getFingerPrint(key);
    String name = KnownHosts.name(endpoint.knownAs(), endpoint.knownPort());
    String line = name + " " + entry[0] + " " + entry[1];
    String file = endpoint.knownHosts().getFirst().toString();
    switch (verdict) {
      case Verdict.Accepted _ -> {
        return true;
      }
      case Verdict.Unknown _ ->
          attempt.refuseKey(
              "the host key of %s is unknown. If the server's own is %s (%s), add this line to %s:\n%s"
                  .formatted(name, print, entry[0], file, line));
      case Verdict.Changed(List<KnownHost> known) ->
          attempt.refuseKey(
              ("the host key of %s is not the known one: somebody may be in between, or the server"
                      + " was installed anew. %s; the server showed %s (%s). If that is right,"
                      + " replace what is known by this line:\n%s")
                  .formatted(name, holds(known), print, entry[0], line));
      case Verdict.Revoked(KnownHost by) ->
          attempt.refuseKey(
              "the host key of %s, %s (%s), is revoked by %s"
                  .formatted(name, print, entry[0], by.where()));
      case Verdict.WantsCertificate(KnownHost by) ->
          attempt.refuseKey(
              ("%s wants a certificate of %s's host key, which jdeploy does not check. If the"
                      + " server's own key is %s (%s), add this line to %s:\n%s")
                  .formatted(by.where(), name, print, entry[0], file, line));
    }
    return false;
  }

  private static String holds(List<KnownHost> known) {
    List<String> lines = new ArrayList<>();
    for (KnownHost line : known) {
      lines.add(line.where() + " has another " + line.type() + " key");
    }
    return lines.stream().collect(Collectors.joining(", "));
  }
}

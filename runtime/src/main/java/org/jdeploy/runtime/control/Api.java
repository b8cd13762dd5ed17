package org.jdeploy.runtime.control;

import java.util.List;
import org.jdeploy.runtime.client.ControlException;
import org.jdeploy.runtime.client.Fields;
import org.jdeploy.runtime.client.InstanceStatus;

/** The addresses of the control interface, version 1. */
public final class Api implements Handler {
  private static final String PROGRAMS = "/v1/programs/";
  private static final String ENVIRONMENT = "/v1/environment/";

  private final Backend backend;

  public Api(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Response handle(Request request) {
    try {
      return switch (request.method()) {
        case "GET" -> get(request);
        case "POST" -> post(request);
        default -> Response.error(405, "only GET and POST are understood");
      };
    } catch (IllegalArgumentException e) {
      return Response.error(400, String.valueOf(e.getMessage()));
    }
  }

  private Response get(Request request) {
    return switch (request.path()) {
      case "/v1/version" -> Response.json(backend.version());
      case "/v1/status" -> {
        List<InstanceStatus> rows = backend.status(request.all("target"));
        yield Response.json(rows.stream().map(InstanceStatus::toJson).toList());
      }
      case "/v1/logs" -> {
        LogsRequest logs = LogsRequest.of(request);
        yield new Response.Lines(lines -> backend.logs(logs, lines));
      }
      case "/v1/events" -> {
        int last = request.number("lines", 50);
        boolean follow = request.flag("follow");
        yield new Response.Lines(lines -> backend.events(last, follow, lines));
      }
      default -> {
        if (request.path().startsWith(PROGRAMS)) {
          yield Response.json(backend.show(request.path().substring(PROGRAMS.length())));
        }
        if (request.path().startsWith(ENVIRONMENT)) {
          yield Response.json(backend.environment(request.path().substring(ENVIRONMENT.length())));
        }
        throw nothingHere(request);
      }
    };
  }

  private Response post(Request request) {
    Fields body = request.json();
    return switch (request.path()) {
      case "/v1/apply" -> {
        ApplyRequest apply = ApplyRequest.of(body);
        yield new Response.Lines(lines -> backend.apply(apply, request.actor(), lines));
      }
      case "/v1/operations" -> {
        OperationRequest operation = OperationRequest.of(body);
        yield new Response.Lines(lines -> backend.operate(operation, request.actor(), lines));
      }
      case "/v1/shutdown" -> {
        boolean keep = body.flag("keepPrograms");
        yield new Response.Lines(lines -> backend.shutdown(keep, request.actor(), lines));
      }
      case "/v1/upgrade" -> Response.json(backend.upgrade(body.texts("command"), request.actor()));
      case "/v1/logs/rotate" -> treatLogs(true, request);
      case "/v1/logs/flush" -> treatLogs(false, request);
      case "/v1/signal" -> {
        List<String> targets = body.texts("targets");
        if (targets.isEmpty()) {
          throw new ControlException(400, "\"targets\" must name at least one program");
        }
        yield Response.json(backend.signal(body.text("signal"), targets, request.actor()));
      }
      default -> throw nothingHere(request);
    };
  }

  private Response treatLogs(boolean rotate, Request request) {
    try {
      return Response.json(
          backend.treatLogs(rotate, request.json().texts("targets"), request.actor()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Response.error(503, "jpmd ends");
    }
  }

  private static ControlException nothingHere(Request request) {
    return new ControlException(
        404, "nothing is at " + request.method() + " " + request.path() + " of this jpmd");
  }
}

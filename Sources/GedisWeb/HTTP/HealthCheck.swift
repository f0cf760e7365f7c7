import GedisCore
import NIOHTTP1

/// What whoever watches a server asks without a password. The answers say nothing but themselves.
enum HealthCheck: String {
    /// Whether the process answers.
    case live = "/healthz"
    /// Whether clients are to be sent to it: it has not begun to end, and no namespace is still being loaded.
    case ready = "/readyz"

    /// What a request asks for; nil where that is something else.
    init?(_ request: HTTPRequestHead) {
        guard request.method == .GET || request.method == .HEAD else { return nil }
        self.init(rawValue: String(request.path))
    }

    /// The answer of a server.
    func answer(of server: ServerCore) -> (status: HTTPResponseStatus, text: String) {
        self == .live || server.isReady ? (.ok, "ok\n") : (.serviceUnavailable, "not ready\n")
    }
}

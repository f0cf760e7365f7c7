import FoundationEssentials
package import GedisKit

/// Where a GUN server is.
package struct GunAddress: Sendable, CustomStringConvertible {
    /// Whether the connection is encrypted.
    var isSecure: Bool
    var host: String
    var port: Int
    /// What the WebSocket handshake asks for; gun's own server answers only at `/gun`.
    var path: String

    /// The address as a URL.
    package var description: String {
        "\(isSecure ? "wss" : "ws")://\(host.contains(":") ? "[\(host)]" : host):\(port)\(path)"
    }

    /// Reads a URL such as `ws://localhost:8765/gun`. Left out, the port is 80, or 443 with wss, and the path `/gun`.
    ///
    /// - Throws: `BackendError` for what is no such URL.
    package init(_ text: String, backend: String) throws(BackendError) {
        guard let url = URLComponents(string: text), let scheme = url.scheme?.lowercased(),
            let secure = ["ws": false, "wss": true, "http": false, "https": true][scheme],
            let host = url.host, !host.isEmpty, url.query == nil, url.user == nil
        else {
            throw BackendError(
                "\(backend): url: \(text) is not a GUN server's address, such as ws://localhost:8765/gun",
                reason: .refused)
        }
        isSecure = secure
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        port = url.port ?? (secure ? 443 : 80)
        path = url.path.isEmpty || url.path == "/" ? "/gun" : url.path
    }
}

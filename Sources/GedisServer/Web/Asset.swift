import NIOHTTP1

/// A file of the page, which is part of the program.
struct Asset {
    private let type: String
    private let bytes: [UInt8]

    /// The file that a path names; nil where there is none.
    init?(path: Substring) {
        guard let file = Self.all[String(path)] else { return nil }
        (type, bytes) = file
    }

    private static let all: [String: (type: String, bytes: [UInt8])] = [
        "/": ("text/html; charset=utf-8", PackageResources.index_html)
    ]

    /// The file as an answer.
    ///
    /// - Parameter host: by what name the browser asked: the page connects to nowhere else
    /// - Returns: the answer.
    func response(host: String) -> HTTPResponse {
        HTTPResponse(
            headers: [
                "Content-Type": type, "Cache-Control": "no-cache", "Referrer-Policy": "no-referrer",
                "Content-Security-Policy":
                    "default-src 'self'; connect-src 'self' ws://\(host) wss://\(host); base-uri 'none'; "
                    + "form-action 'none'; frame-ancestors 'none'",
            ], body: bytes)
    }
}

import GedisCrypto
import NIOHTTP1

/// A file of the page, which is part of the program.
struct Asset {
    private let type: String
    private let bytes: [UInt8]
    /// By what a browser knows whether its copy is still this file.
    private let tag: String

    /// The file that a path names; nil where there is none.
    init?(path: Substring) {
        guard let bytes = Self.all[String(path)] else { return nil }
        self.bytes = bytes
        tag = Self.tags[String(path)] ?? ""
        type =
            switch path.split(separator: ".").last {
            case "js": "text/javascript; charset=utf-8"
            case "css": "text/css; charset=utf-8"
            case "svg": "image/svg+xml"
            default: "text/html; charset=utf-8"
            }
    }

    private static let tags = all.mapValues { "W/\"\(Digest.sha256($0).prefix(20))\"" }

    /// The file as an answer; 304 where the browser has it already.
    func response(to head: HTTPRequestHead) -> HTTPResponse {
        // The page connects to nowhere else than where it came from.
        let host = head.headers.first(name: "Host") ?? ""
        var headers: HTTPHeaders = [
            "Cache-Control": "no-cache", "ETag": tag, "Referrer-Policy": "no-referrer",
            "Content-Security-Policy":
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                + "connect-src 'self' ws://\(host) wss://\(host); base-uri 'none'; form-action 'none'; "
                + "frame-ancestors 'none'",
        ]
        guard !head.headers[canonicalForm: "If-None-Match"].contains(tag[...]) else {
            return HTTPResponse(status: .notModified, headers: headers)
        }
        headers.add(name: "Content-Type", value: type)
        return HTTPResponse(headers: headers, body: bytes)
    }
}

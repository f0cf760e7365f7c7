import GedisKit
import NIOHTTP1

/// In which form a call's arguments come and its reply goes out, as the request's header says.
struct CallForm: Sendable {
    /// What a body is.
    enum Body: Sendable {
        /// JSON.
        case json(BytesForm)
        /// The one argument, or the reply, as it is.
        case bytes
    }

    var arguments = Body.json(.escaped)
    var reply = Body.json(.escaped)

    /// Reads a request's header.
    ///
    /// - Parameters:
    ///   - head: the header
    ///   - command: what is called; nil where JSON is the only form
    /// - Throws: `HTTPError` where the body is in another form.
    init(_ head: HTTPRequestHead, for command: Command?) throws(HTTPError) {
        let encoding = head.headers.first(name: "Content-Encoding")?.lowercased() ?? "identity"
        let type = MediaType(Substring(head.headers.first(name: "Content-Type") ?? MediaType.json))
        switch type.name {
        case _ where encoding != "identity": throw Self.unsupported(command)
        // `curl -d` calls everything a form, which is let pass.
        case MediaType.json, "application/x-www-form-urlencoded": arguments = .json(type.bytes)
        case MediaType.octets where command?.takesOneOfBytes ?? false: arguments = .bytes
        default: throw Self.unsupported(command)
        }
        reply = Self.reply(to: head.headers, of: command)
    }

    private static func reply(to header: HTTPHeaders, of command: Command?) -> Body {
        // Most clients say nothing of it, or take anything.
        guard header["Accept"].contains(where: { $0 != "*/*" }) else { return .json(.escaped) }
        let accepted = header[canonicalForm: "Accept"].map { MediaType($0) }
        let octets = accepted.first { $0.name == MediaType.octets }?.quality ?? 0
        let json = MediaType.quality(of: MediaType.json, in: accepted)
        if octets > 0, octets >= json, command?.repliesBytes ?? false { return .bytes }
        return .json(accepted.first { $0.name == MediaType.json }?.bytes ?? .escaped)
    }

    private static func unsupported(_ command: Command?) -> HTTPError {
        let octets = command?.takesOneOfBytes ?? false ? ", or the bytes themselves: application/octet-stream" : ""
        return HTTPError(.unsupportedMediaType, "the body must be JSON as it is: application/json\(octets)")
    }
}

extension Command {
    /// Whether a call may have one argument alone, which is bytes.
    var takesOneOfBytes: Bool {
        parameters.first?.schema == .bytes && parameters.dropFirst().allSatisfy { !$0.isRequired }
    }

    /// Whether what it returns is bytes, or nothing.
    var repliesBytes: Bool { result == .bytes || result == .optional(.bytes) }
}

/// A media type of a header, with what stands behind it.
struct MediaType {
    static let json = "application/json"
    static let octets = "application/octet-stream"

    /// The type in lower case.
    let name: String
    /// How much it is liked, from 0 to 1.
    let quality: Double
    /// What bytes are, where it is JSON.
    let bytes: BytesForm

    init(_ text: Substring) {
        let parts = text.split(separator: ";").map { $0.trimming.lowercased() }
        name = parts.first ?? ""
        func value(_ name: String) -> String? {
            parts.dropFirst().first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
        }
        quality = value("q").flatMap { Double($0) } ?? 1
        bytes = value("bytes")?.filter { $0 != "\"" } == "base64" ? .base64 : .escaped
    }

    /// How much a type is liked among those that are accepted; where nothing is said, as much as any.
    static func quality(of name: String, in accepted: [MediaType]) -> Double {
        guard !accepted.isEmpty else { return 1 }
        let family = name.prefix { $0 != "/" } + "/*"
        for wanted in [name, String(family), "*/*"] {
            if let found = accepted.first(where: { $0.name == wanted }) { return found.quality }
        }
        return 0
    }
}

extension Substring {
    /// The text without the blanks around it.
    var trimming: Substring {
        let start = drop { $0 == " " || $0 == "\t" }
        guard let end = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return start[...end]
    }
}

import GedisJSON
import GedisKit
import NIOHTTP1

/// A message that a client sent.
struct MCPMessage {
    /// What an answer repeats; nil for a message that has none.
    private(set) var id: Value?
    private(set) var method = ""
    private(set) var era = MCPVersion.Era.handshake
    /// Where in the text the parameters are; nil where there are none.
    private(set) var parameters: Int?

    private static let version = "io.modelcontextprotocol/protocolVersion"
    private static let capabilities = "io.modelcontextprotocol/clientCapabilities"

    /// Nothing is known of a message.
    init() {}

    /// Reads what is needed to answer, as far as it is right.
    ///
    /// - Parameter json: the text
    /// - Throws: `MCPError` where it is no message.
    mutating func read(_ json: JSONText) throws(MCPError) {
        guard json[JSONText.root].kind == .object else {
            throw .invalidRequest("the body must be one message of JSON-RPC, an object")
        }
        if let place = json.member("id", of: JSONText.root) { id = try Self.id(json, place) }
        guard json.member("jsonrpc", of: JSONText.root).flatMap(json.wholeText) == "2.0" else {
            throw .invalidRequest("jsonrpc must be \"2.0\"")
        }
        guard let place = json.member("method", of: JSONText.root) else {
            // A client that was asked something answers so; nothing is asked here.
            guard json.members(of: JSONText.root).contains(where: { $0.name == "result" || $0.name == "error" }) else {
                throw .invalidRequest("the method is missing")
            }
            id = nil
            return
        }
        guard let method = json.wholeText(place) else { throw .invalidRequest("the method must be a string") }
        self.method = method
        guard let place = json.member("params", of: JSONText.root) else { return }
        guard json[place].kind == .object else { throw .invalidParameters("params must be an object") }
        parameters = place
    }

    private static func id(_ json: JSONText, _ place: Int) throws(MCPError) -> Value {
        if let text = json.wholeText(place) { return .string(text) }
        guard json[place].kind == .number, let number = Int(json.text(place)) else {
            throw .invalidRequest("the id must be a string or a whole number")
        }
        return .integer(number)
    }

    /// Finds out which revision the message is of, and holds it against its header.
    ///
    /// - Parameters:
    ///   - json: the text
    ///   - headers: those of its request
    /// - Throws: `MCPError` where they differ, or the revision is not spoken.
    mutating func check(_ json: JSONText, against headers: HTTPHeaders) throws(MCPError) {
        let named = headers.first(name: "MCP-Protocol-Version")
        let about = parameters.flatMap { json.member("_meta", of: $0) }
        let own = about.flatMap { json.member(Self.version, of: $0) }.flatMap(json.wholeText)
        if let version = own ?? named, !MCPVersion.all.contains(version) { throw .unsupportedVersion(version) }
        guard let version = own ?? named, MCPVersion.stateless.contains(version) else { return }
        era = .stateless
        guard own == named else {
            throw .headerMismatch("the header MCP-Protocol-Version and the version in _meta differ")
        }
        guard id != nil else { return }
        guard let about, let place = json.member(Self.capabilities, of: about), json[place].kind == .object else {
            throw .invalidParameters("\(Self.capabilities) is missing in _meta")
        }
        guard headers.first(name: "Mcp-Method") == method else {
            throw .headerMismatch("the header Mcp-Method must be the method: \(method.prefix(128))")
        }
        guard method == "tools/call" else { return }
        let name = parameters.flatMap { json.member("name", of: $0) }.flatMap(json.wholeText) ?? ""
        guard headers.first(name: "Mcp-Name").flatMap(Self.decoded) == name else {
            throw .headerMismatch("the header Mcp-Name must be the tool's name: \(name.prefix(128))")
        }
    }

    /// A header's value, which is base64 where it could not stand there as it is.
    private static func decoded(_ value: String) -> String? {
        let (start, end) = ("=?base64?", "?=")
        guard value.hasPrefix(start), value.hasSuffix(end), value.utf8.count >= start.utf8.count + end.utf8.count else {
            return value
        }
        return Base64.decode(value.dropFirst(start.count).dropLast(end.count))
            .flatMap { String(validating: $0, as: UTF8.self) }
    }
}

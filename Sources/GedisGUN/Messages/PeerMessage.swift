import GedisJSON
import GedisKit

/// A message that a peer sent to the relay. Nothing of it is trusted: what it asks for is sound, or it says that it is not.
package struct PeerMessage: Sendable {
    /// What it asks for.
    package enum Content: Sendable {
        /// A greeting that wants none back, news of the peer itself, or something that is not known here.
        case other
        /// A greeting that wants one back.
        case hello
        /// A node, or a part of one; the soul is nil where the peer asks for something that is no soul.
        case get(soul: String?, GunSelection)
        /// Nodes to write, or those of an answer.
        case put([GunNode])
        /// Nodes of which one is not as nodes have to be.
        case invalid(reason: String)
    }

    /// `#`: its id; nil where it has none.
    package var id: String?
    /// `@`: the id of the message that it answers.
    package var answered: String?
    /// `##`: the hash of what it holds, or of what the peer has already.
    package var hash: Double?
    /// `pid`: the name of the peer, where it says it.
    package var pid: String?
    /// What it asks for.
    package var content = Content.other

    /// How long an id may be, and how long a soul or a key, in bytes.
    static let longestID = 128
    static let longestName = 16 * 1024
    /// How many values a frame may hold.
    private static let mostValues = 1 << 20
    private static let deepest = 16

    /// The messages of a frame: an object, or a list of objects and of texts that hold an object. What cannot be read is
    /// left out, down to the whole frame.
    package static func read(frame: [UInt8]) -> [PeerMessage] {
        guard let json = read(frame) else { return [] }
        guard case .array(let items) = json else { return PeerMessage(json).map { [$0] } ?? [] }
        return items.compactMap { item in
            guard let text = item.string else { return PeerMessage(item) }
            return read(Array(text.utf8)).flatMap(PeerMessage.init)
        }
    }

    private static func read(_ bytes: [UInt8]) -> JSON? {
        try? JSON(json: bytes, deepest: deepest, mostValues: mostValues)
    }

    /// Reads a message; nil for what is no object, or has an id that no peer makes.
    init?(_ json: JSON) {
        guard json.members != nil else { return nil }
        for (name, place) in [("#", \PeerMessage.id), ("@", \PeerMessage.answered)] {
            guard let text = json[name]?.string, !text.isEmpty else { continue }
            guard text.utf8.count <= Self.longestID else { return nil }
            self[keyPath: place] = text
        }
        hash = json["##"]?.number
        if let mesh = json["dam"] {
            pid = json["pid"]?.string
            content = mesh.string == "?" && answered == nil ? .hello : .other
        } else if let put = json["put"], put.members != nil {
            do throws(InvalidGraph) {
                content = .put(try GunNode.graph(put))
            } catch {
                content = .invalid(reason: error.reason)
            }
        } else if let get = json["get"] {
            let soul = get["#"]?.string.flatMap { $0.isEmpty || $0.utf8.count > Self.longestName ? nil : $0 }
            content = .get(soul: soul, GunSelection(get["."], limit: get["%"]))
        }
    }
}

/// Why a graph is none.
struct InvalidGraph: Error {
    let reason: String
}

extension GunNode {
    /// Reads a graph, of which every node and every key has to be right.
    static func graph(_ json: JSON) throws(InvalidGraph) -> [GunNode] {
        var nodes: [GunNode] = []
        for member in json.members ?? [] {
            let soul = member.name.text
            guard !soul.isEmpty, soul.utf8.count <= PeerMessage.longestName else {
                throw InvalidGraph(reason: "a soul is a text of 1 to \(PeerMessage.longestName) bytes")
            }
            nodes.append(GunNode(soul: soul, entries: try entries(of: soul, member.value)))
        }
        return nodes
    }

    private static func entries(of soul: String, _ json: JSON) throws(InvalidGraph) -> [ExactText: GunEntry] {
        func invalid(_ what: String) -> InvalidGraph {
            InvalidGraph(reason: "\(what), in the node '\(soul.prefix(64))'")
        }
        guard let members = json.members, let meta = json["_"], let name = meta["#"]?.string,
            let given = meta[">"]?.members
        else { throw invalid("a node has a _ with its soul and its states") }
        guard ExactText(name) == ExactText(soul) else { throw invalid("its _ names another soul") }
        var states: [ExactText: Double] = [:]
        for state in given { states[state.name] = state.value.number }
        var entries: [ExactText: GunEntry] = [:]
        for member in members where member.name.text != "_" {
            let key = member.name.text
            guard key.utf8.count <= PeerMessage.longestName else { throw invalid("a key is too long") }
            guard let state = states[member.name], state.isFinite else {
                throw invalid("the key '\(key.prefix(64))' has no number as its state")
            }
            guard let value = GunValue(member.value) else {
                throw invalid("the value of '\(key.prefix(64))' is no text, number, truth value, null or link")
            }
            entries[member.name] = GunEntry(value: value, state: state)
        }
        return entries
    }
}

/// A message that this client sends. Each sending of it has an id of its own, since servers drop an id they know.
package enum GunRequest: Sendable {
    /// Asks for a whole node, and for its changes from then on.
    case node(soul: String)
    /// Asks for one key of a node, and for its changes from then on.
    case key(soul: String, ExactText)
    /// Writes a node's entries.
    case put(GunNode)
    /// Says who we are, in answer to the server's own hello.
    case hello(answering: String, as: String)

    /// The frame's text.
    package func text(id: String) -> String {
        var members = [JSON.Member("#", .string(id))]
        switch self {
        case .node(let soul):
            members.append(JSON.Member("get", .object([JSON.Member("#", .string(soul))])))
        case .key(let soul, let key):
            members.append(
                JSON.Member(
                    "get", .object([JSON.Member("#", .string(soul)), JSON.Member(".", .string(key.text))])))
        case .put(let node):
            let graph = GunText.spelled(GunText.graph([node]))
            return String(decoding: GunText.message([("put", graph)], id: id), as: UTF8.self)
        case .hello(let answered, let name):
            members += [
                JSON.Member("dam", .string("?")), JSON.Member("pid", .string(name)),
                JSON.Member("@", .string(answered)),
            ]
        }
        return JSON.object(members).text
    }

    /// A fresh id, in the form of gun's own.
    package static func makeID() -> String {
        // One random number for all letters: each is a call of the system.
        var number = UInt64.random(in: .min ... .max)
        return String(unsafeUninitializedCapacity: 10) { bytes in
            for place in 0..<10 {
                bytes[place] = Self.letters[Int(number % 62)]
                number /= 62
            }
            return 10
        }
    }

    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
}

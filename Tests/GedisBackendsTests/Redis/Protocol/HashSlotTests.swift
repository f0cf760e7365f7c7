import GedisKit
import TestSupport
import Testing

@testable import GedisBackends

@Suite(.takesTurns) struct HashSlotTests {
    @Test func theVectorOfTheSpecificationHolds() {
        #expect(HashSlot(of: Array("123456789".utf8)).number == 0x31C3)
    }

    @Test(.timeLimit(.minutes(2))) func theServerHasTheSameSlots() async throws {
        try await RedisProcess.with(["--cluster-enabled", "yes"]) { server in
            let tagged = ["{user}", "a{user}b", "{user}{other}", "{}user", "a{}{user}", "{{user}}", "a{user", "a}b{c}"]
            let keys = ["", "a", "foo", "{gedis:user}", "{gedis:user}:keys", "{gedis:}", "{gedis:}}", "é☃😀"] + tagged
            for key in keys + (0..<100).map({ "key \($0 * 7919)" }) {
                let slot = try await server.call("CLUSTER", "KEYSLOT", key)
                #expect(.integer(HashSlot(of: Array(key.utf8)).number) == slot, "\(key)")
            }
        }
    }

    @Test(arguments: ["user", "", "}", "{", "}{", "a}b", "{}"])
    func aNamespacesKeysLieInOneSlot(_ namespace: String) async throws {
        let node = RedisNode(namespace)
        let slots = [node.put([]), node.keys(after: nil, limit: 1)].map(\.slot)
        #expect(slots == [HashSlot(of: node.name), HashSlot(of: node.name + Array(":keys".utf8))])
        #expect(RedisNode.namespace(ofChannel: String(decoding: node.name, as: UTF8.self)) == namespace)
    }
}

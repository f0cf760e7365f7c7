import GedisKit
import Testing

@testable import GedisWorkers

/// The states of several workers as one.
@Suite struct PooledStateTests {
    @Test func eachPartGoesToTheWorkerOfItsNumber() {
        func texts(_ json: String?, _ count: Int) -> [String?] {
            PooledState.parts(of: json.map { Array($0.utf8) }, count: count).map { state in
                state.map { String(decoding: $0, as: UTF8.self) }
            }
        }
        let pooled = #"{"gedis workers":[{"a":[1,"x"]},null,"text"]}"#
        #expect(texts(pooled, 3) == [#"{"a":[1,"x"]}"#, nil, #""text""#])
        #expect(texts(pooled, 1) == [#"{"a":[1,"x"]}"#])
        #expect(texts(pooled, 4) == [#"{"a":[1,"x"]}"#, nil, #""text""#, nil])
        // What one worker alone has handed on goes to the first.
        #expect(texts(#"{"a":1}"#, 2) == [#"{"a":1}"#, nil])
        #expect(texts("[1,2]", 2) == ["[1,2]", nil])
        #expect(texts(nil, 2) == [nil, nil])
    }

    @Test func theyAreOneReply() {
        let reply = PooledState.joined([Array(":1\r\n".utf8), nil])
        #expect(String(decoding: reply, as: UTF8.self) == "%1\r\n$13\r\ngedis workers\r\n*2\r\n:1\r\n_\r\n")
    }
}

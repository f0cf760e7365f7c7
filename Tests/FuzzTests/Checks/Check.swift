/// What has to hold of a part of gedis, whatever bytes it is given. Random inputs of these tests and libFuzzer, in
/// `Fuzzing`, try to find bytes of which it does not.
struct Check: Sendable {
    /// Says what is wrong with how an input was taken; nil where nothing is.
    typealias Complaint = (_ input: [UInt8]) -> String?

    /// The name that `scripts/fuzz` takes.
    let name: String
    /// What inputs are made of that are nearly right.
    let vocabulary: [String]
    /// Makes what looks at inputs one after the other, with what is the same for all of them made once.
    let begin: @Sendable () -> Complaint

    /// Has something to hold of each input by itself.
    init(name: String, vocabulary: [String], complaint: @escaping @Sendable (_ input: [UInt8]) -> String?) {
        self.init(name: name, vocabulary: vocabulary, begin: { complaint })
    }

    /// Has something to hold of each input, with something that is made once for all of them.
    init(name: String, vocabulary: [String], begin: @escaping @Sendable () -> Complaint) {
        self.name = name
        self.vocabulary = vocabulary
        self.begin = begin
    }

    static let all = [requests, replies, yaml, gun, relay, workers, lanes, connection]
}

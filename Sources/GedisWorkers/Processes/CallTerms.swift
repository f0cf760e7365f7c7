import GedisKit

/// Who a call of a worker is for, where the function takes that, and its deadline, where it has one.
///
/// Optional values of both types are copied by functions that are looked up at run time: most calls have neither, and are
/// kept without.
final class CallTerms: Sendable {
    let caller: Caller?
    let deadline: ContinuousClock.Instant?

    /// Nothing where neither is known.
    init?(_ caller: Caller?, _ deadline: ContinuousClock.Instant?) {
        guard caller != nil || deadline != nil else { return nil }
        self.caller = caller
        self.deadline = deadline
    }
}

extension WorkerLink.Call {
    var caller: Caller? { terms?.caller }
    var deadline: ContinuousClock.Instant? { terms?.deadline }
}

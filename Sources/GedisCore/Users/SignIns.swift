import GedisCrypto
import Synchronization

/// Tokens that stand in for passwords for some hours, so that a page that was reloaded need not have kept one.
///
/// Only their digests are kept. A token ends with its time, when it is withdrawn, when its user's passwords change or the user is
/// removed, and with the process.
final class SignIns: Sendable {
    private struct SignIn {
        let account: Account
        let end: ContinuousClock.Instant
    }

    /// What every token begins with, so that no password is looked for here.
    static let prefix = Array("gedis-sign-in-".utf8)
    /// How long a token holds.
    static let lifetime = Duration.seconds(8 * 3600)
    /// The most that a user has at once; one more ends the oldest.
    static let mostOfUser = 20

    private let signIns = Mutex<[[UInt8]: SignIn]>([:])

    /// Makes a token for a user.
    func issue(to account: Account, at now: ContinuousClock.Instant = .now) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        let digits = Array("0123456789abcdef".utf8)
        let token = Self.prefix + (0..<64).map { _ in digits[Int.random(in: 0..<16, using: &generator)] }
        signIns.withLock { signIns in
            signIns = signIns.filter { $0.value.end > now }
            let own = signIns.filter { $0.value.account.name == account.name }
            if own.count >= Self.mostOfUser, let oldest = own.min(by: { $0.value.end < $1.value.end }) {
                signIns[oldest.key] = nil
            }
            signIns[Digest.sha256Bytes(token)] = SignIn(account: account, end: now + Self.lifetime)
        }
        return token
    }

    /// Who a token was made for, as the server knows them now.
    ///
    /// - Returns: the user; nil where the token does not hold, or is another user's.
    func account(
        named name: String, by token: [UInt8], among accounts: Accounts, at now: ContinuousClock.Instant = .now
    ) -> Account? {
        guard token.starts(with: Self.prefix),
            let signIn = signIns.withLock({ $0[Digest.sha256Bytes(token)] }), signIn.end > now,
            signIn.account.name == name, let account = accounts.usable.first(where: { $0.name == name }),
            account.hasSamePasswords(as: signIn.account)
        else { return nil }
        return account
    }

    /// Ends a token.
    func withdraw(_ token: [UInt8]) { signIns.withLock { $0[Digest.sha256Bytes(token)] = nil } }
}

extension Connection {
    /// How long a token for the client's user holds, in seconds.
    package static var signInSeconds: Int { Int(SignIns.lifetime.components.seconds) }

    /// Makes a token that stands in for the password of the client's user.
    ///
    /// - Returns: the token; nil where the user has no password.
    package func issueSignIn() -> String? {
        guard let account = session.account, account.hasPassword else { return nil }
        return String(decoding: worker.server.signIns.issue(to: account), as: UTF8.self)
    }

    /// Ends a token.
    package func withdrawSignIn(_ token: [UInt8]) { worker.server.signIns.withdraw(token) }

    /// Whether a text can only be a token.
    package static func isSignIn(_ text: [UInt8]) -> Bool { text.starts(with: SignIns.prefix) }
}

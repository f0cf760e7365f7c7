import GedisKit
import Logging
import Synchronization
import Testing

@testable import GedisCore

/// Passwords and names that clients say do not come to light where others look.
@Suite struct SecretTests {
    @Test func theSlowLogKeepsNoPasswords() {
        // In these tests every call is slow.
        let client = TestClient(password: "geheim")
        for request in ["auth geheim", "hello 2 auth default geheim", "auth falsch"] { _ = client.send(request + "\n") }
        let log = client.send("slowlog get -1\n")
        #expect(log.contains("$4\r\nauth\r\n") && log.contains("$5\r\nhello\r\n"))
        #expect(!log.contains("geheim") && !log.contains("falsch"))
    }

    /// An inline request that the slow log looks at, and one that is none behind it.
    @Test func whatTheSlowLogLookedAtIsNotTheNextRequest() {
        let client = TestClient()
        #expect(client.send("ping\r\necho a\r\n") == "+PONG\r\n$1\r\na\r\n")
        #expect(client.send("*2\r\n$4\r\nECHO\r\n$3\r\nabc\r\n") == "$3\r\nabc\r\n")
    }

    /// Keeps the metadata of the last line.
}

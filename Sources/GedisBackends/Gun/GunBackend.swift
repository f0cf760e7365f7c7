import GedisClient
import GedisGUN
import GedisKit
import Synchronization

/// A store on a GUN server, reached over WebSocket; a namespace is the node of that soul.
///
/// Durability: a put or delete that has returned is on the server's disk, or only in its memory where it did not
/// acknowledge within 1.5 s, as a server without a disk never does; gun itself can lose it again when it restarts and
/// another writer's clock is behind. Atomicity: none, each key of a put is merged on its own. Order: the later state
/// wins, by the clocks of the writers (HAM). A put that loses as a whole to a writer whose clock is ahead is put again
/// after it; where only some keys lose, they keep what that writer put. Changes are those of all writers; what was
/// missed while there was no connection is reported, as far as it is the latest of its key.
///
/// A server answers one get several times, so a whole node, or that a key is missing, is known 100 ms after the last
/// answer. A deleted key stays on the server as a null.
///
/// GUN has text, finite doubles and truth values: bytes that are UTF-8 come back as a string, a double without a
/// fraction as an integer, and what cannot be kept exactly is refused. A link to another node comes back as that node's
/// name. Namespaces with `#` or `~` have a meaning of their own in GUN and are refused.
package final class GunBackend: ConnectedBackend {
    package let address: String

    let session: GunSession
    let subscriptions = GunSubscriptions()
    let clock = GunClock()
    let timing: GunTiming

    let name: String
    let server: GunAddress
    let client: Client.Configuration
    /// Keeps the connection, once it was asked for.
    let connector = Mutex<Task<Void, Never>?>(nil)

    /// Makes a backend that connects when it is asked to.
    ///
    /// - Parameters:
    ///   - name: the instance's name, which starts its errors
    ///   - address: where the server is
    ///   - client: how to encrypt, and who authenticates
    ///   - timing: how long it waits for what
    init(name: String, address: GunAddress, client: Client.Configuration = .init(), timing: GunTiming) {
        self.name = name
        self.server = address
        self.address = address.description
        self.client = client
        self.timing = timing
        session = GunSession(backend: name, address: address) { [subscriptions] in subscriptions.merge($0) }
    }
}

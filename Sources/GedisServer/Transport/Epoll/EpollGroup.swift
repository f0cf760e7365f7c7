import Glibc

/// Serves connections by epoll loops around sockets, bare or with TLS.
///
/// NIO would do it too, as it does for the web, with more between a wakeup and its reply than a small request costs here;
/// `docs/performance.md` says how this stands beside Redis.
final class EpollGroup: WorkerGroup {
    private let loops: [EpollLoop]

    /// Makes a loop for each worker, and starts its thread.
    ///
    /// - Throws: `StartError` when the system has no descriptors or threads left.
    init(workers: [Confined<Worker>]) throws(StartError) {
        var loops: [EpollLoop] = []
        for worker in workers { loops.append(try EpollLoop(worker: worker)) }
        self.loops = loops
    }

    /// Accepts connections at a socket, spread over the loops, with TLS where there is a certificate. The group owns the
    /// socket from here on.
    func accept(from socket: ListeningSocket, audience: Audience, certificate: CurrentCertificate<TLSContext>? = nil)
        async
    {
        let loops = loops
        await loops[0].run { thread in
            thread.add(
                EpollListener(
                    socket, audience: audience, certificate: certificate, thread: thread, loops: loops))
        }
    }

    func stopAccepting() async {
        for loop in loops { await loop.run { $0.closeListeners() } }
    }

    var workers: [any WorkerHandle] { loops }

    func shutDown() async {
        for loop in loops { await loop.stop() }
    }
}

import CLinux
import Glibc

/// The lanes of a process, and what wakes it for other things to do.
struct IsolatedLanes {
    private let wake: Int32
    private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 8)
    private var lanes: [IsolatedLane] = []
    private var places: [pollfd] = []

    init(_ wake: Int32) {
        self.wake = wake
        arrange()
    }

    mutating func add(_ lane: IsolatedLane) {
        lanes.append(lane)
        arrange()
    }

    private mutating func arrange() {
        places = ([wake] + lanes.map(\.descriptor)).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    }

    /// Answers the calls that have arrived.
    ///
    /// - Parameter waits: whether it waits until there is something to do
    mutating func serve(waits: Bool) {
        guard poll(&places, nfds_t(places.count), waits ? -1 : 0) > 0 else { return }
        if places[0].revents != 0 {
            var count: eventfd_t = 0
            eventfd_read(wake, &count)
        }
        var ended: Set<Int32> = []
        for index in lanes.indices where places[index + 1].revents != 0 {
            if !lanes[index].serve(chunk) { ended.insert(lanes[index].descriptor) }
        }
        guard !ended.isEmpty else { return }
        lanes.removeAll { ended.contains($0.descriptor) }
        arrange()
    }
}

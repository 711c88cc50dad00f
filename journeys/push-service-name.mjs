// Makes the push service of the journeys known by its name, as a line in /etc/hosts would: import it into the server's process.
import dns from 'node:dns'

const { lookup } = dns
dns.lookup = (name, ...rest) => lookup(name === 'push.bestie.test' ? '127.0.0.1' : name, ...rest)

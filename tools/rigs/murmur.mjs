/**
 * Sends a small datagram to a multicast group five times a second, from the address given. masscan 1.3.2 ends only when its receiving thread
 * sees a packet after its time is over, and on a link without any other traffic there is none for minutes.
 */
import { createSocket } from 'node:dgram';

const [address] = process.argv.slice(2);
const socket = createSocket('udp4');
socket.bind(0, address, () => {
  socket.setMulticastInterface(address);
  setInterval(() => socket.send('.', 9, '224.0.0.231'), 200);
});

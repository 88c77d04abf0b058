import type { InstanceRecord } from '../../core/server/adapter';
import { fine, wrong, type Finding } from './finding';

/** What to do about an instance that is not connected. */
export const CONNECT =
	'Connect it with Instance → Connect: scan the QR code in WhatsApp under Linked devices.';

/** A connection that ends while the server cannot read its database is not opened again, whoever restarts the instance. */
const RESTART =
	'Restart it with Instance → Restart. If that does not help, look whether the server reaches the internet, and restart the server.';

/**
 * Whether an instance is connected to WhatsApp.
 * @param state as the server says it now
 * @param record undefined if it is not known
 */
export function connectionFinding(
	state: string | undefined,
	record: Partial<InstanceRecord> = {},
): Finding {
	const { phoneNumber = null, changedAt = null, disconnectedAt = null, reason = null } = record;
	if (state === 'open') {
		const account = phoneNumber === null ? '' : ` as ${phoneNumber}`;
		const since = changedAt === null ? '' : `, since ${changedAt} or earlier`;
		return fine(`Connected to WhatsApp${account}${since}`);
	}
	if (state === 'connecting') return connectingFinding(record);
	const when = disconnectedAt === null ? '' : ` since ${disconnectedAt}`;
	const why = reason === null ? '' : ` (${reason})`;
	return wrong(`The instance is not connected to WhatsApp${when}${why}`, CONNECT);
}

function connectingFinding({ waitsForQrCode }: Partial<InstanceRecord>): Finding {
	return waitsForQrCode === false
		? wrong('The instance is connecting to WhatsApp, and has not got through', RESTART)
		: wrong('The instance is connecting, or waits for its QR code to be scanned', CONNECT);
}

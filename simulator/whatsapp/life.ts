import { compact } from '../core/values';
import type { Instance } from '../state/instance';
import { isAtLeast } from '../state/config';
import type { State } from '../state/state';
import { ownPicture } from './pictures';
import { newQrCode } from './qr';

/** Life cycle of a phone's connection: close → connecting → open, with the webhooks of each step. */

function told(state: State, instance: Instance): void {
	instance.updatedAt = new Date().toISOString();
	state.changed({ type: 'instance', instance: instance.name });
}

export async function connect(state: State, instance: Instance, number?: string): Promise<void> {
	instance.state = 'connecting';
	instance.rowSaysConnecting = false;
	instance.hasClient = true;
	instance.isSilent = false;
	state.emit({
		instance,
		event: 'connection.update',
		data: { instance: instance.name, state: 'connecting', statusReason: 200 },
	});
	told(state, instance);
	if (state.config.linking === 'clientOutdated') {
		// If WhatsApp refuses an outdated client, a server before 2.4 doesn't stop trying to connect.
		if (isAtLeast(state.config, '2.4.0')) instance.state = 'close';
		return;
	}
	if (instance.paired) {
		state.later(20, () => {
			if (instance.state === 'connecting') open(state, instance);
		});
		return;
	}
	await refreshQr(state, instance, number);
}

/** The database row of the instance keeps the state `connecting`. */
export function endQrCodes(state: State, instance: Instance): void {
	if (state.config.server === 'api') {
		const message = 'QR code limit reached, please login again';
		state.emit({ instance, event: 'qrcode.updated', data: { message, statusCode: 500 } });
		const data = { instance: instance.name, state: 'refused', statusReason: 428 };
		state.emit({ instance, event: 'connection.update', data });
	}
	Object.assign(instance, { state: 'close', qr: null, qrCount: 0, rowSaysConnecting: true });
	told(state, instance);
}

/** Makes an instance try to connect until it's restarted, as if WhatsApp were unreachable. */
export function hang(state: State, instance: Instance): void {
	instance.state = 'connecting';
	const data = { instance: instance.name, state: 'connecting', statusReason: 200 };
	state.emit({ instance, event: 'connection.update', data });
	told(state, instance);
}

export function reload(state: State, instance: Instance): void {
	instance.state = 'connecting';
	const data = { instance: instance.name, state: 'connecting', statusReason: 200 };
	state.emit({ instance, event: 'connection.update', data });
	told(state, instance);
	state.later(state.config.reloadMs, () => {
		if (instance.state === 'connecting') open(state, instance);
	});
}

export async function refreshQr(state: State, instance: Instance, number?: string): Promise<void> {
	const { pairingCode, code, base64 } = await newQrCode(instance, number);
	state.emit({
		instance,
		event: 'qrcode.updated',
		data: { qrcode: { instance: instance.name, pairingCode, code, base64 } },
	});
	told(state, instance);
}

function ownNumber(instance: Instance): string {
	if (instance.number) return instance.number.replace(/\D/g, '');
	return `55119${(Number.parseInt(instance.id.slice(0, 8), 16) % 100_000_000).toString().padStart(8, '0')}`;
}

export function open(state: State, instance: Instance): void {
	const jid = instance.ownerJid ?? `${ownNumber(instance)}@s.whatsapp.net`;
	Object.assign(instance, { state: 'open', paired: true, hasClient: true, qr: null, qrCount: 0 });
	Object.assign(instance, { ownerJid: jid, disconnection: null });
	instance.profileName ??= instance.name;
	state.emit({
		instance,
		event: 'connection.update',
		data: {
			instance: instance.name,
			wuid: jid,
			profileName: instance.profileName,
			profilePictureUrl: ownPicture(instance),
			state: 'open',
			statusReason: 200,
		},
	});
	told(state, instance);
}

const REASONS: Record<number, string> = {
	401: 'Unauthorized',
	403: 'Forbidden',
	408: 'Request Time-out',
	428: 'Precondition Required',
	440: 'Conflict',
	500: 'Internal Server Error',
	503: 'Service Unavailable',
	515: 'Restart Required',
};

function disconnectionOf(code: number, message: string): string {
	const payload = { statusCode: code, error: REASONS[code] ?? 'Unknown', message };
	return JSON.stringify({
		error: {
			data: null,
			isBoom: true,
			isServer: false,
			output: { statusCode: code, payload, headers: {} },
		},
		date: new Date().toISOString(),
	});
}

/** Reason 401 is a log-out: a phone must then scan a QR code again. @param message text of the error that the server stores */
export function close(
	state: State,
	instance: Instance,
	reason: number,
	message = 'Connection Failure',
): void {
	const at = new Date(state.now()).toISOString();
	instance.state = 'close';
	instance.qr = null;
	instance.disconnection = { code: reason, object: disconnectionOf(reason, message), at };
	state.emit({
		instance,
		event: 'status.instance',
		data: {
			instance: instance.name,
			status: 'closed',
			disconnectionAt: at,
			disconnectionReasonCode: reason,
			disconnectionObject: instance.disconnection.object,
		},
	});
	if (reason === 401) {
		instance.paired = false;
		state.emit({ instance, event: 'logout.instance', data: null });
	}
	state.emit({
		instance,
		event: 'connection.update',
		data: compact({ instance: instance.name, state: 'close', statusReason: reason }),
	});
	told(state, instance);
}

import type { Instance } from '../../state/instance';
import type { State } from '../../state/state';
import type { GoClient, Row } from '../state/goInstance';
import { lidOf } from '../../whatsapp/lid';
import { has } from '../state/versions';
import { goOf } from '../state/goInstance';
import { tell, tellBy } from './goEvent';

/**
 * Returns the settings for delivering QR codes and their time-out. Before 0.7.2, these are the settings from the client's start,
 * and a later `connect` only changes where the other events are delivered.
 */
function qrSettings(state: State, client: GoClient): Row {
	return has(state.config, 'presentQrSettings') ? client.row : client.startedWith;
}

export function tellQr(state: State, instance: Instance, client: GoClient): void {
	if (!instance.qr) return;
	const { base64: qrcode, code } = instance.qr;
	const { qrCount: count } = client;
	const data = { qrcode, code, count, maxCount: state.config.go.qrMax };
	tellBy(state, instance, qrSettings(state, client), { event: 'QRCode', data });
}

/** @param reason undefined if WhatsApp sends no more QR codes: the event then has no data */
export function tellQrTimeout(
	state: State,
	instance: Instance,
	client: GoClient,
	reason: string | undefined,
): void {
	const { qrMax: maxCount } = state.config.go;
	const data =
		reason === undefined ? {} : { reason, qrcount: client.qrCount, maxCount, forceLogout: true };
	tellBy(state, instance, qrSettings(state, client), { event: 'QRTimeout', data });
}

/** Sends `LoggedOut` when a client ends, even if its session continues, to the webhook that was set when the client started. */
export function tellOwnEnd(state: State, instance: Instance, client: GoClient): void {
	const data = { reason: 'Logged out' };
	tellBy(state, instance, client.startedWith, { event: 'LoggedOut', data });
}

export function tellPaired(state: State, instance: Instance): void {
	const { jid } = goOf(instance).row;
	const LID = lidOf(jid).replace('@', `:${/:(\d+)@/.exec(jid)?.[1] ?? '1'}@`);
	const data = {
		ID: jid,
		LID,
		BusinessName: '',
		Platform: 'android',
		status: 'open',
		jid,
		pushName: instance.profileName ?? '',
	};
	tell(state, instance, { event: 'PairSuccess', data });
}

export function tellConnected(state: State, instance: Instance): void {
	const { jid } = goOf(instance).row;
	const data = { status: 'open', jid, pushName: instance.profileName };
	tell(state, instance, { event: 'Connected', data });
}

/** WhatsApp's log-out reasons, in the words of whatsmeow (types/events/events.go, connectFailureReasonMessage). */
const REASONS: Record<number, string> = {
	401: 'logged out from another device',
	403: 'primary device was logged out',
	406: 'logged out for unknown reason',
};

export const endsSession = (reason: number) => Object.hasOwn(REASONS, reason);

export const logOutReason = (reason: number) => `${reason}: ${REASONS[reason]}`;

/** When the phone or WhatsApp ends the session, the server usually sends the same `LoggedOut` event twice. */
export function tellLoggedOut(state: State, instance: Instance, reason: number): void {
	const data = { OnConnect: false, Reason: reason, reason: logOutReason(reason) };
	const times = goOf(instance).client?.isDeaf ? 1 : 2;
	for (let time = 0; time < times; time++) tell(state, instance, { event: 'LoggedOut', data });
}

const HOUR_NS = 3_600_000_000_000;

export function tellBanned(state: State, instance: Instance): void {
	const reason =
		"101: you sent too many messages to people who don't have you in their address books";
	const data = { Code: 101, Expire: HOUR_NS, reason, expire: HOUR_NS };
	tell(state, instance, { event: 'TemporaryBan', data });
}

import type { IDataObject } from 'n8n-workflow';

import { asRecord, firstText, textOrNull } from '../../core/values/answer';
import type { Target } from '../adapter';
import type { InstanceRecord, Passkey } from '../records';
import { explainEnding } from './events/connections';
import { fetchRows, readData, tryGo } from './request';

// Reads QR codes and passkeys, and why the link to a phone ended.

export interface GoCode {
	/** A data URL. */
	readonly base64?: string;
	readonly code?: string;
	readonly passkey?: Passkey;
}

/** Tells whether a link lacks the server's address: PASSKEY_PUBLIC_URL isn't set (instance_service.go:505 of 0.7.2). */
const isPlaceholder = (url: string): boolean =>
	Buffer.from(url.split('#wapk=')[1] ?? '', 'base64url')
		.toString()
		.includes('<SET_PASSKEY');

/** Reads the answer of `GET /instance/qr`, whose keys are lowercase from 0.7.2 on. */
export function readGoCode(body: unknown): GoCode {
	const data = asRecord(readData(body));
	const stage = textOrNull(data.passkeyStage);
	if (stage !== null) {
		const url = firstText(data.passkeyOpenUrl);
		const lacksAddress = url !== null && isPlaceholder(url);
		const code = firstText(data.passkeyCode);
		return {
			passkey: {
				stage,
				url: lacksAddress ? null : url,
				code,
				lacksAddress: lacksAddress || undefined,
			},
		};
	}
	return {
		base64: firstText(data.qrcode, data.Qrcode) ?? undefined,
		code: firstText(data.code, data.Code) ?? undefined,
	};
}

/** `QR code limit reached (5)` up to 0.7.1, later `Maximum QR code count (5) reached`. */
const QR_CODES_USED_UP = /^(?:QR code limit|Maximum QR code count)/;

/** The instance's row keeps the reason for the last disconnect, which may begin with a status code. */
function readEnd(row: IDataObject | undefined): Partial<InstanceRecord> {
	const why = String(row?.disconnect_reason ?? '');
	if (QR_CODES_USED_UP.test(why)) return { end: 'qrCodesUsedUp' };
	const { end, reason } = explainEnding(/^\d{3}\b/.test(why) ? Number.parseInt(why, 10) : null);
	return end === undefined ? {} : { end, reason };
}

/** Doesn't ask a closed instance for a QR code, as this would start it. */
export async function readLinking(
	target: Target,
	state: string | undefined,
): Promise<Partial<InstanceRecord>> {
	if (state === 'open') return {};
	const { connection, instance } = target;
	const rows = connection.globalKey === undefined ? [] : await fetchRows(target, true);
	const ending = readEnd(rows.find(({ name, id }) => name === instance || id === instance));
	if (state === 'close') return ending;
	const result = await tryGo(target, { method: 'GET', path: '/instance/qr', idempotent: true });
	const { passkey } = 'failure' in result ? ({} as GoCode) : readGoCode(result.body);
	return { ...ending, waitsForQrCode: true, passkey };
}

import type { IDataObject } from 'n8n-workflow';

import type { OutputFile } from '../../../core/table/operation';
import { recordOf, textOrNull } from '../../../core/values/answer';

/** `{ instance: { instanceName, state } }` → `{ instanceName, state }` */
export function instanceState(answer: IDataObject, _input: unknown, instance: string): IDataObject {
	const state = recordOf(answer.instance).state;
	return { instanceName: instance, state: typeof state === 'string' ? state : null };
}

/** The QR code in an answer: `code` is its text, `base64` its picture. */
export interface QrCode {
	readonly code: string | null;
	readonly pairingCode: string | null;
	readonly image?: OutputFile;
}

export function qrCodeOf(answer: unknown, instance: string): QrCode {
	const qr = recordOf(answer);
	return {
		code: textOrNull(qr.code),
		pairingCode: textOrNull(qr.pairingCode),
		image: pngOf(qr.base64, instance),
	};
}

function pngOf(dataUri: unknown, instance: string): OutputFile | undefined {
	if (typeof dataUri !== 'string' || dataUri === '') return undefined;
	const data = Buffer.from(dataUri.replace(/^data:[^,]*,/, ''), 'base64');
	return { data, fileName: `qr-${instance.replace(/[^\w.-]+/g, '_')}.png`, mimeType: 'image/png' };
}

/** The answer to a new instance, flat; `hash` is its key. */
export function simplifyCreated(answer: IDataObject): IDataObject {
	const made = recordOf(answer.instance);
	const name = String(made.instanceName ?? '');
	const { code, pairingCode } = qrCodeOf(answer.qrcode, name);
	return {
		instanceName: name,
		instanceId: String(made.instanceId ?? ''),
		integration: String(made.integration ?? ''),
		state: String(made.status ?? ''),
		qrCode: code,
		pairingCode,
		...(answer.hash === undefined ? {} : { hash: answer.hash }),
	};
}

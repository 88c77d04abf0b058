import { InputProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { recordOf } from '../../core/values/answer';
import { collectionInput } from '../../fields/collections';
import { enabled } from '../../fields/enabled';
import { neededForEvents } from '../../fields/events';
import { flag, optionalAddress } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { mergeSettings, setMode, setModeInput } from '../../fields/setMode';
import { webhookField, webhookShape } from '../instance/shared/createBlocks';
import { webhookRecord } from './shared/webhookRecord';

/** Sent when the webhook is replaced, because the server keeps what is left out. */
const REPLACED = { headers: {}, byEvents: false, base64: false };

/**
 * `POST /webhook/set/{instance}`. If headers, `byEvents` or `base64` are left out, the server keeps them; it does not keep
 * the address and the events. When the webhook is switched off, the server forgets the events.
 */
export const update = defineOperation({
	name: 'Update',
	value: 'update',
	action: 'Update the webhook of a WhatsApp instance',
	description:
		'Change the URL to which the server sends the events of the instance. Each instance has one webhook, which trigger nodes also use.',
	request: {
		method: 'POST',
		path: '/webhook/set/{instance}',
		retry: 'always',
		readFirst: '/webhook/find/{instance}',
	},
	// The address is open from the start, because the webhook does not work without it.
	fields: [instanceField, enabled, setMode, { ...webhookField, default: { url: '' } }],
	input: {
		enabled: flag,
		mode: setModeInput,
		webhook: collectionInput({ ...webhookShape, url: optionalAddress }),
	},
	example: {
		enabled: true,
		mode: 'update',
		webhook: { url: 'https://example.com/hook', events: ['MESSAGES_UPSERT'] },
	},
	needs: ({ webhook }) => neededForEvents(webhook?.events),
	body: ({ enabled: isOn, mode, webhook = {} }, _item, current) => {
		const { headers, byEvents, base64, ...place } = webhook;
		const merged = mergeSettings(mode, { url: '', events: [] }, current, place);
		if (isOn && merged.url === '') {
			throw new InputProblem(['webhook', 'url'], 'is empty', 'Enter the address of the webhook.');
		}
		const known = mode === 'update' ? recordOf(current.headers) : {};
		const own = {
			headers: headers === undefined ? undefined : { ...known, ...headers },
			byEvents,
			base64,
		};
		const rest = mergeSettings(mode, mode === 'replace' ? REPLACED : {}, {}, own);
		return { webhook: { enabled: isOn, ...merged, ...rest } };
	},
	output: webhookRecord,
	secrets: { keys: ['headers'], shown: () => false },
});

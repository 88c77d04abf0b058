import type { IDataObject } from 'n8n-workflow';

import { RequestFailure } from '../../core/failures/failure';
import { InputProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { collectionInput } from '../../fields/collections';
import { enabled } from '../../fields/enabled';
import { eventsInput, eventsToSend, neededForEvents } from '../../fields/events';
import { collectionField } from '../../fields/fieldKinds';
import { flag } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { PUSHER_TEXTS, pusherOptions, pusherShape } from '../../fields/pusher';
import { mergeSettings, setMode, setModeInput } from '../../fields/setMode';
import {
	TRANSPORT_SECRET_KEYS,
	transportSince,
	switchedOff,
	transport,
	transportInput,
} from './shared/transport';

const ofPusher = { show: { '/transport': ['pusher'] } } as const;

const transportSettings = collectionField('Settings', 'transportSettings', {
	// These are open from the start where they are shown, because Pusher does not work without them.
	default: { appId: '', key: '', secret: '', cluster: '' },
	placeholder: 'Add setting',
	options: [
		{ ...pusherOptions.appId, displayOptions: ofPusher },
		{ ...pusherOptions.cluster, displayOptions: ofPusher },
		eventsToSend,
		{ ...pusherOptions.key, displayOptions: ofPusher },
		{ ...pusherOptions.secret, displayOptions: ofPusher },
		{ ...pusherOptions.useTLS, displayOptions: ofPusher },
	],
});

const PUSHER_DEFAULTS = { appId: '', cluster: '', key: '', secret: '', useTLS: true };

/** The server's answer is empty for a transport that is switched off in its settings. */
const NOT_THERE = { availableOnServer: false };

/** Checked before writing, too: the server would store the settings of Pusher and answer as if it worked. */
function checkSwitchedOn(name: string, answer: IDataObject): void {
	if (answer.availableOnServer !== false) return;
	throw new RequestFailure({
		message: switchedOff(name),
		description: 'Nothing was changed. Switch it on there, and restart the server.',
		nothingDone: true,
	});
}

/** `POST /{transport}/set/{instance}`. When it is switched off, the server forgets the events. */
export const update = defineOperation({
	name: 'Update',
	value: 'update',
	action: 'Update an event transport of a WhatsApp instance',
	description: 'Send the events of the instance to a message queue or socket, or turn that off',
	request: {
		method: 'POST',
		path: '/{transport}/set/{instance}',
		retry: 'always',
		readFirst: '/{transport}/find/{instance}',
		whenEmpty: NOT_THERE,
	},
	since: transportSince,
	fields: [instanceField, transport, enabled, setMode, transportSettings],
	input: {
		transport: transportInput,
		enabled: flag,
		mode: setModeInput,
		transportSettings: collectionInput({
			events: eventsInput,
			...pusherShape,
		}),
	},
	example: {
		transport: 'websocket',
		enabled: true,
		mode: 'update',
		transportSettings: { events: ['MESSAGES_UPSERT', 'CONNECTION_UPDATE'] },
	},
	needs: ({ transportSettings }) => neededForEvents(transportSettings?.events),
	body: (
		{ transport: name, enabled: isOn, mode, transportSettings: given = {} },
		_item,
		current,
	) => {
		checkSwitchedOn(name, current);
		const { events, ...own } = given;
		const isPusher = name === 'pusher';
		const defaults = { events: [], ...(isPusher ? PUSHER_DEFAULTS : {}) };
		const merged = mergeSettings(mode, defaults, current, { events, ...(isPusher ? own : {}) });
		const missing = PUSHER_TEXTS.find((key) => merged[key] === '');
		if (isOn && missing !== undefined) {
			throw new InputProblem(
				['transportSettings', missing],
				'is empty',
				'Fill it in: Pusher needs it.',
			);
		}
		return { [name]: { enabled: isOn, ...merged } };
	},
	output: (answer, { transport: name }) => {
		checkSwitchedOn(name, answer);
		return { transport: name, ...answer };
	},
	secrets: { keys: TRANSPORT_SECRET_KEYS, shown: () => false },
});

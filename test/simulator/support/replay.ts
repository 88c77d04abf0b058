import type { State } from '../../../simulator/state/state';
import { close, open } from '../../../simulator/whatsapp/life';
import { setWebhook } from '../../../simulator/routes/webhook/record';
import { prepareIntegrations } from './integrations';
import { addMessage } from './world';
import { knownRoutes, type Exchange } from '../../support/facts';
import { fileBlob, MP3, MP4, PDF, PNG } from './files';

export interface Example {
	name: string;
	method: string;
	label: string;
	request: Exchange['request'];
	status: number;
	response: unknown;
}

export function examples(
	groups: readonly string[],
	serves: (method: string, path: string) => boolean,
): Example[] {
	return knownRoutes
		.filter(({ group }) => groups.includes(group))
		.flatMap(({ group, operation, method, exchanges }) =>
			exchanges
				.filter(({ request }) => serves(method, request.url.split('?')[0]))
				.map((exchange) => ({ ...exchange, method, name: `${group} ${operation}` })),
		);
}

export function prepare(state: State, example: Example): void {
	const { name, label, request, status } = example;
	const instanceName = request.url.split('?')[0].split('/').at(-1) ?? '';
	const instance = state.instances.get(instanceName);
	if (name === 'instance create') {
		const { instanceName: own } = request.body as { instanceName?: string };
		const isTaken = status === 403;
		const template = state.instances.get('tmp1');
		if (!isTaken) state.instances.delete(String(own));
		else if (template && !state.instances.has(String(own)))
			state.instances.set(String(own), template);
	}
	if (!instance) return;
	prepareIntegrations(instance, example);
	if (name === 'instance connect' && label === 'example') close(state, instance, 428);
	// When these answers were captured, the instance `tmp1` had been connected before.
	if (name === 'instance connect' && label.startsWith('success (tmp1')) instance.paired = true;
	if (name === 'instance logout' && status === 200) open(state, instance);
	if (name === 'instance delete' && status === 404) state.instances.delete(instanceName);
	if (name === 'chat findChats')
		addMessage(instance, 'NEWEST', false, { imageMessage: { caption: 'inimg' } });
	if (name.startsWith('webhook') && label !== 'example') {
		setWebhook(instance, {
			enabled: true,
			url: 'http://127.0.0.1:9/',
			headers: { a: 'b' },
			events: ['CALL'],
		});
	}
}

export function keyOf(label: string, globalKey: string): string {
	if (/no key/.test(label)) return '';
	if (/(bad|wrong) (api)?key/.test(label)) return 'wrong';
	if (/other instance's token|instance token used to create/.test(label)) return 'evo1-token';
	if (/instance token/.test(label)) return 'main-token';
	return globalKey;
}

const FILES: Record<string, Buffer> = { png: PNG, mp4: MP4, mp3: MP3, pdf: PDF };

function formOf(fields: Record<string, string>): FormData {
	const form = new FormData();
	for (const [field, value] of Object.entries(fields)) {
		const [, fileName, type] = /^<file (\S+) (\S+)>$/.exec(value) ?? [];
		if (!fileName) form.append(field, value);
		else form.append(field, fileBlob(FILES[fileName.split('.')[1]], type), fileName);
	}
	return form;
}

const MEDIA: Record<string, Buffer> = {
	video: MP4,
	audio: MP3,
	sticker: PNG,
	media: PNG,
	picture: PNG,
};

/** Replaces shortened Base64 with a file of the same kind, and the recorded file server's URL with `fileServer`. */
export function bodyOf({ label, request }: Example, fileServer: string): unknown {
	if (label === 'error: malformed JSON') return '{bad';
	if (request.multipart) return formOf(request.multipart);
	if (request.body === undefined) return undefined;
	const text = JSON.stringify(request.body, (key, value: unknown) => {
		if (typeof value !== 'string' || !value.includes('…') || !(key in MEDIA)) return value;
		const base64 = MEDIA[key].toString('base64');
		return value.startsWith('data:') ? `data:image/png;base64,${base64}` : base64;
	});
	return JSON.parse(text.replaceAll('http://127.0.0.1:8098', fileServer));
}

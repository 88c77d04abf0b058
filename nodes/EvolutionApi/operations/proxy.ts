import { InputProblem } from '../core/input/inputProblem';
import { defineOperation, type Resource } from '../table/operation';
import { asRecord } from '../core/values/answer';
import { collectionInput } from '../fields/fieldKinds';
import { enabledField, mergeSettings, setMode, setModeInput } from '../fields/instanceSettings';
import { choice, flag, integer } from '../core/input/checks';
import { clearableText, proxyHost } from '../fields/inputs';
import { instanceField } from '../fields/instance';
import { secretsInput, secretsOption, showSecrets } from '../fields/reads';
import { proxyField } from './instance/createOptions';

/** How the server stores a proxy that is switched off. */
const NO_PROXY = {
	enabled: false,
	host: '',
	port: '',
	protocol: '',
	username: '',
	password: '',
};

/** `GET /proxy/find/{instance}`: returns null until the user sets a proxy. */
const get = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get the proxy of a WhatsApp instance',
	description: 'Get the proxy through which the instance connects to WhatsApp',
	request: {
		method: 'GET',
		path: '/proxy/find/{instance}',
		reads: true,
		supportedBy: { evolutionGo: false },
	},
	fields: [instanceField, secretsOption],
	input: { options: secretsInput },
	output: (answer) => ({ ...NO_PROXY, ...answer }),
	secrets: { keys: ['password'], isShown: showSecrets },
});

const DEFAULTS = { host: '', port: '8080', protocol: 'http', username: '', password: '' };

/** `POST /proxy/set/{instance}`. The server tests the proxy. When the user switches the proxy off, its settings are deleted. */
const update = defineOperation({
	name: 'Update',
	value: 'update',
	action: 'Update the proxy of a WhatsApp instance',
	description:
		'Connect the instance to WhatsApp through a proxy, or turn that off. The server tests the proxy first.',
	request: {
		method: 'POST',
		path: '/proxy/set/{instance}',
		idempotent: true,
	},
	readFirst: '/proxy/find/{instance}',
	// The host field is shown from the start, because the proxy doesn't work without a host.
	fields: [instanceField, enabledField, setMode, { ...proxyField, default: { host: '' } }],
	input: {
		enabled: flag,
		mode: setModeInput,
		proxy: collectionInput({
			host: proxyHost,
			port: integer(1, 65_535).transform(String),
			protocol: choice('http', 'https', 'socks4', 'socks5'),
			username: clearableText,
			password: clearableText,
		}),
	},
	example: { enabled: true, mode: 'update', proxy: { host: 'proxy.example.com', port: 3128 } },
	body: ({ enabled: isOn, mode, proxy = {} }, _item, current) => {
		if (!isOn) return NO_PROXY;
		// A proxy that was switched off has empty settings on the server.
		const currentProxy = current.host === '' ? {} : current;
		const settings = mergeSettings(mode, DEFAULTS, currentProxy, proxy);
		if (settings.host !== '') return { enabled: true, ...settings };
		throw new InputProblem(['proxy', 'host'], 'is empty', 'Enter the address of the proxy.');
	},
	output: ({ proxy }, _input, instanceName) => ({
		instanceName,
		...asRecord(asRecord(proxy).proxy),
	}),
	secrets: { keys: ['password'], isShown: () => false },
});

export const proxy: Resource = {
	name: 'Proxy',
	value: 'proxy',
	description: 'Set the proxy through which an instance connects to WhatsApp',
	operations: [get, update],
};

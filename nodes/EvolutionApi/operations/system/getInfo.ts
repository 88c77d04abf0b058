import { defineOperation } from '../../core/table/defineOperation';

/** `GET /`; needs no key. */
export const getInfo = defineOperation({
	name: 'Get Info',
	value: 'getInfo',
	action: 'Get the version of the WhatsApp server',
	description: 'Get the versions of the server and of WhatsApp Web, and the URLs of its pages',
	request: { method: 'GET', path: '/', reads: true },
	fields: [],
});

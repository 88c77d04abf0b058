import { defineOperation } from '../../core/table/defineOperation';
import {
	instanceOfChat,
	runTakeover,
	takenOverPreview,
	takeoverFields,
	takeoverShape,
} from './shared/takeover';

/** `GET /webhook/find/{instance}`: which workflows listen. They are told one by one, see `trigger/askTakeover.ts`. */
export const resumeBot = defineOperation({
	name: 'Resume Bot',
	value: 'resumeBot',
	action: 'Resume the bot in a WhatsApp chat',
	description: 'End the pause of a chat, whether a human or a workflow started it',
	request: { method: 'GET', path: '/webhook/find/{instance}', retry: 'always' },
	fields: takeoverFields,
	input: takeoverShape,
	example: { chatSource: 'specific', recipient: '5511988887777' },
	preview: {
		...takenOverPreview,
		takenOver: false,
		by: null,
		device: null,
		since: null,
		until: null,
	},
	instanceWhenEmpty: instanceOfChat,
	keepsFiles: true,
	run: async (input, call) => await runTakeover(input, call, { do: 'resume' }),
});

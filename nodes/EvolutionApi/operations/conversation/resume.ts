import { defineOperation } from '../../core/table/defineOperation';
import {
	instanceOfChat,
	runTakeOver,
	takenOverPreview,
	takeOverFields,
	takeOverShape,
} from './shared/takeOver';

/** `GET /webhook/find/{instance}`: which workflows listen. They are told one by one, see `trigger/askTakeOver.ts`. */
export const resume = defineOperation({
	name: 'Resume',
	value: 'resume',
	action: 'Resume workflows in a WhatsApp chat',
	description: 'End the pause of a chat at once, whoever began it',
	request: { method: 'GET', path: '/webhook/find/{instance}', retry: 'always' },
	fields: takeOverFields,
	input: takeOverShape,
	example: { chatSource: 'other', recipient: '5511988887777' },
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
	run: async (input, call) => await runTakeOver(input, call, { do: 'resume' }),
});

import { randomBytes } from 'node:crypto';
import { successWith, invalid } from '../../core/answers';
import { checkFormattedNumber } from '../../core/numberChecks';
import { bodyOf, type InstanceGoRoute, type Required } from '../../core/route';
import { useClientPatiently } from '../../life/useClient';
import { withId, NEEDS_NUMBER } from '../../sending/common';
import { sendMessage } from '../../sending/sendMessage';

const struct = {
	name: 'PollStruct',
	fields: { ...withId, question: 'string', options: '[]string', maxAnswer: 'int' },
} as const;

const NEEDED: Required = [NEEDS_NUMBER, ['question', 'question is required']];

/** Returns how many options a voter may choose. 0 means any number; a negative limit, or one that's too high, becomes 0. */
const selectableCount = (maxAnswer: number, options: number) =>
	maxAnswer < 0 || maxAnswer > options ? 0 : maxAnswer;

export const sendPoll: InstanceGoRoute = {
	method: 'POST',
	path: '/send/poll',
	key: 'instance',
	numbers: checkFormattedNumber,
	async run(call) {
		const body = bodyOf(call, struct, NEEDED);
		const { question, options, maxAnswer } = body;
		if (options.length < 2) throw invalid('minimum 2 options are required');
		await useClientPatiently(call);
		return successWith(
			await sendMessage(call, body, {
				messageType: 'pollCreationMessage',
				type: 'PollCreationMessage',
				part: {
					name: question,
					options: options.map((optionName) => ({ optionName })),
					selectableOptionsCount: selectableCount(maxAnswer, options.length),
				},
				wrap: (pollCreationMessage) => ({
					pollCreationMessage,
					messageContextInfo: { messageSecret: randomBytes(32) },
				}),
			}),
		);
	},
};

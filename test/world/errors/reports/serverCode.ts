import { EA, failed, refused, said, TEXT, type ErrorReport } from '../report';

/** Errors for which the server only returns a message from its own JavaScript code. */
export const serverCodeErrorReports: readonly ErrorReport[] = [
	{
		source: `${EA}#1412`,
		saw: 'a plain text fails with a line of code, though the manager shows the instance',
		asked: TEXT,
		answer: failed("Cannot read properties of undefined (reading 'textMessage')"),
		right: /has not loaded the instance "demo"/,
		done: 'no',
		list: 'stops',
	},
	{
		source: `${EA}#885`,
		saw: 'a message of a group cannot be deleted, with a line of code',
		asked: ['message', 'delete'],
		answer: failed([
			'Error while deleting message for everyone',
			"TypeError: Cannot read properties of undefined (reading 'findGroup')",
		]),
		right: /has not loaded the instance "demo"/,
		done: 'no',
	},
	{
		source: `${EA}#2305`,
		saw: 'a list fails in the middle of the code of the server',
		asked: ['message', 'sendList'],
		answer: refused('TypeError: this.isZero is not a function'),
		right: /isZero.*log of the server/s,
		done: 'perhaps',
	},
	{
		source: 'evolution-foundation/evolution-client-python#6',
		saw: 'the server wants a textMessage, since it is of version 1',
		asked: TEXT,
		answer: said(400, [['instance requires property "textMessage"']]),
		right: /version 1|older than/i,
		done: 'no',
		list: 'stops',
	},
	{
		source: `${EA}#383`,
		saw: 'a status fails with a line of code about contextInfo',
		asked: ['status', 'send'],
		answer: refused("TypeError: Cannot read properties of undefined (reading 'contextInfo')"),
		right: /own (?:words|code).*log of the server/s,
		done: 'perhaps',
	},
	{
		source: `${EA}#130, ${EA}#887`,
		saw: 'messages cannot be marked as read: the server wants read_messages',
		asked: ['chat', 'markAsRead'],
		answer: said(400, [['instance requires property "read_messages"']]),
		right: /read_messages.*version/s,
		done: 'no',
	},
];

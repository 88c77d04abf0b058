import { FAULTS, WARNING, type Fault } from '../../test/faults/support/faults';

const INTRODUCTION = `# When something goes wrong

What can happen between n8n and the Evolution API server, what the node says then, and what to do. Everything in this table is made to happen
in the tests, to reads, sends, uploads, downloads, settings, lists, the test of a credential and the trigger's registration
([\`test/faults\`](../test/faults/matrix.test.ts)). Written by \`npm run generate\`.

- **Tried again** is what the node does by itself, up to three times, with pauses; after the time that the server asks for, up to 30 seconds.
- **A send is never repeated when the first one may have arrived.** Where nobody knows, marked with ¹, the error of a send also says:
  *${WARNING}* *Retry On Fail* does not send it again either.
- With *On Error → Continue* the other items go on, and the failed one comes out with this text in \`error\`.
- The trigger looks at the webhook before each try to register, so it may try again in all cases in which a read may.
- Is the trigger silent, and does n8n's log say \`A delivery was refused\` with \`the server's clock is 14 minutes ahead of n8n's\`? What the server signs is good for ten
  minutes: where the clocks are further apart, it is refused with 401, which is final for the server. Set the clocks of both (NTP).

| What happened | The node says | What to do | Tried again |
|---|---|---|---|`;

const AGAIN: Readonly<Record<Fault['repeated'], string>> = {
	all: 'yes: nothing was done',
	harmless: 'reads and settings only',
	never: 'no',
};

/** The page about errors: Markdown. */
export function errorPage(): string {
	const rows = FAULTS.map(({ name, message, advice, repeated, isUnclear }) => {
		const cells = [name, `\`${shown(message)}\``, shown(advice), AGAIN[repeated]];
		return `| ${cells.join(' | ')}${isUnclear ? ' ¹' : ''} |`;
	});
	return `${[INTRODUCTION, ...rows].join('\n')}\n`;
}

/** What is filled in differs each time. */
const shown = (text: string) => text.replace(/\{\w+\}/g, '…').replaceAll('|', '\\|');

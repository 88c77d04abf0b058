import { FAULTS, WARNING, type Fault } from '../../test/faults/support/faults';

const INTRODUCTION = `# When something goes wrong

What can happen between n8n and the Evolution API server, what the node says then, and what to do. The tests make everything in this table
happen, to reads, sends, uploads, downloads, settings, lists, the test of a credential and the trigger's registration
([\`test/faults\`](../test/faults/matrix.test.ts)). Written by \`npm run generate\`.

- **Tried again** is what the node does by itself: three tries in all, with a pause before each. It waits for as long as the server asks, if that is
  not more than 30 seconds, else about a second.
- **A send is never repeated if the first one may have arrived.** If nobody knows, marked with ¹, the error of a send also says:
  *${WARNING}* *Retry On Fail* does not send it again either.
- With *On Error → Continue* the other items are still processed, and the failed one comes out with this text in \`error\`.
- The trigger reads the webhook before each try to register, so it tries again in all cases in which a read does.
- *System → Check Set-Up* looks at everything between the server and the workflows, and says what is wrong and what to do: [what it checks](check-set-up.md).
- If the trigger stays silent, and n8n's log says \`A delivery was refused\` and \`the server's clock is 14 minutes ahead of n8n's\`, set both clocks (NTP). What the
  server signs more than ten minutes ahead of n8n's clock, or half an hour behind it, is refused with 401, and the server does not send it again.

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

import { sleep, type ICredentialDataDecryptedObject, type ITriggerFunctions } from 'n8n-workflow';

import { cleanPasted, readBaseUrl } from '../input/baseUrl';

/** A change in n8n is noticed after this. One that the server asks for, by refusing the key, is noticed at once. */
const READ_AGAIN_MS = 60_000;
/** An answer may start an execution: by then that has its engine. */
const ENGINE_READY_MS = 2_000;

type CredentialReader = Pick<ITriggerFunctions, 'getCredentials'>;

/**
 * The credential of a trigger, which asks the server for days. For reading it, n8n takes the JavaScript engine that it
 * keeps ready for the next execution, which then waits 60 to 90 ms for another one. So it is not read for each request.
 */
export class CachedCredential {
	private readAt = Date.now();
	private isReading = false;
	private isForAnother = false;
	/** Called once, when somebody has entered another address. What is read for it belongs to a new one of these. */
	onMoved = () => {};
	/** Undefined: it is read for the next request. */
	private known?: ICredentialDataDecryptedObject;

	private constructor(
		private readonly type: string,
		private latest: ICredentialDataDecryptedObject,
	) {
		this.known = latest;
	}

	/** @throws {Error} if n8n cannot give it */
	static async read(context: CredentialReader, type: string): Promise<CachedCredential> {
		return new CachedCredential(type, await context.getCredentials(type));
	}

	/** Somebody has entered another address. What is kept here stays as it was: no key goes where it was not entered for. */
	get hasMoved(): boolean {
		return this.isForAnother;
	}

	/** As it was last read. */
	get content(): ICredentialDataDecryptedObject {
		return this.latest;
	}

	/** @throws {Error} if n8n cannot give it */
	async forRequest(context: CredentialReader): Promise<ICredentialDataDecryptedObject> {
		if (this.isForAnother) return this.latest;
		if (this.known === undefined) return await this.readAgain(context);
		if (Date.now() - this.readAt >= READ_AGAIN_MS) void this.readSoon(context);
		return this.known;
	}

	/** The server has refused it: somebody may have changed it. */
	refused(): void {
		this.known = undefined;
	}

	private async readAgain(context: CredentialReader): Promise<ICredentialDataDecryptedObject> {
		const read = await context.getCredentials(this.type);
		this.readAt = Date.now();
		if (getAddress(read) === getAddress(this.latest)) this.latest = read;
		else if (!this.isForAnother) {
			this.isForAnother = true;
			this.onMoved();
		}
		this.known = this.latest;
		return this.latest;
	}

	/** Never throws: what fails is tried again for the next request, which says why. */
	private async readSoon(context: CredentialReader): Promise<void> {
		if (this.isReading) return;
		this.isReading = true;
		await sleep(ENGINE_READY_MS);
		await this.readAgain(context).catch(() => this.refused());
		this.isReading = false;
	}
}

/** Where the key of the credential may be sent to. */
function getAddress({ baseUrl }: ICredentialDataDecryptedObject): string {
	const entered = cleanPasted(String(baseUrl ?? ''));
	const read = readBaseUrl(entered);
	return 'url' in read ? read.url : entered;
}

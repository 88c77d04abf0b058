import { sleep, type ICredentialDataDecryptedObject, type ITriggerFunctions } from 'n8n-workflow';

import { cleanPasted, readBaseUrl } from '../input/baseUrl';

/** How long a changed credential may go unnoticed. After a rejected key, the next request rereads the credential. */
const READ_AGAIN_MS = 60_000;
/** Delay of background reads, so that they don't slow down an execution that is starting. */
const ENGINE_READY_MS = 2_000;

type CredentialReader = Pick<ITriggerFunctions, 'getCredentials'>;

/**
 * The credential of a trigger, which sends requests for days. To read a credential, n8n uses the JavaScript engine that it keeps
 * ready for the next execution. That execution then waits 60 to 90 ms for another engine, so the credential is cached.
 */
export class CachedCredential {
	private readAt = Date.now();
	private isReading = false;
	private isForAnother = false;
	/** Called once, after the user changed the server's address. The new address needs a new {@link CachedCredential}. */
	onMoved = () => {};
	/** Content of the credential for the next request; undefined if that request has to read the credential again. */
	private cache?: ICredentialDataDecryptedObject;

	private constructor(
		private readonly type: string,
		private latest: ICredentialDataDecryptedObject,
	) {
		this.cache = latest;
	}

	/** @throws {Error} if n8n can't read it */
	static async read(context: CredentialReader, type: string): Promise<CachedCredential> {
		return new CachedCredential(type, await context.getCredentials(type));
	}

	/** True after the user changed the server's address. This object then keeps the old address with the old key. */
	get hasMoved(): boolean {
		return this.isForAnother;
	}

	get content(): ICredentialDataDecryptedObject {
		return this.latest;
	}

	/** @throws {Error} if n8n can't read the credential */
	async forRequest(context: CredentialReader): Promise<ICredentialDataDecryptedObject> {
		if (this.isForAnother) return this.latest;
		if (this.cache === undefined) return await this.readAgain(context);
		if (Date.now() - this.readAt >= READ_AGAIN_MS) void this.readSoon(context);
		return this.cache;
	}

	/** Makes the next request read the credential again. For a refused key, because the user may have entered a new one. */
	refused(): void {
		this.cache = undefined;
	}

	private async readAgain(context: CredentialReader): Promise<ICredentialDataDecryptedObject> {
		const current = await context.getCredentials(this.type);
		this.readAt = Date.now();
		if (getAddress(current) === getAddress(this.latest)) this.latest = current;
		else if (!this.isForAnother) {
			this.isForAnother = true;
			this.onMoved();
		}
		this.cache = this.latest;
		return this.latest;
	}

	/** Never throws: the next request tries again and reports the error. */
	private async readSoon(context: CredentialReader): Promise<void> {
		if (this.isReading) return;
		this.isReading = true;
		await sleep(ENGINE_READY_MS);
		await this.readAgain(context).catch(() => this.refused());
		this.isReading = false;
	}
}

/** Returns the address to which the credential's key may be sent. */
function getAddress({ baseUrl }: ICredentialDataDecryptedObject): string {
	const input = cleanPasted(String(baseUrl ?? ''));
	const reading = readBaseUrl(input);
	return 'url' in reading ? reading.url : input;
}

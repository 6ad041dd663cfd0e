import Mocha from 'mocha';

/** mocha's `spec`, closed by one plain line that a script can read. */
export default class extends Mocha.reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
  }
}

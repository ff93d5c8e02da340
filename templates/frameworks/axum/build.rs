fn main() {
    // The binary holds the migrations: a new one is no change of the code that cargo would see.
    println!("cargo::rerun-if-changed=migrations");
}

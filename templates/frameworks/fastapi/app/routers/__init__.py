# FastAPI serves no HEAD by itself.
READ = ["GET", "HEAD"]
